import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Nothing of the machine is used but the screen; full screen is for the replay. */
const unused = [
  ...['accelerometer', 'bluetooth', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'idle-detection'],
  ...['magnetometer', 'microphone', 'midi', 'payment', 'picture-in-picture', 'serial', 'usb', 'xr-spatial-tracking'],
];
const permissions = [...unused.map((name) => `${name}=()`), 'fullscreen=(self)'].join(', ');

/** Nothing from elsewhere, no inline script; media and posters come as blobs of our own pages (MSE). */
export function securityHeaders(isHttps: boolean): RequestHandler {
  const withHelmet = helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
    // A page of ours is alone in its process, and what we send is for our pages only.
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps,
  });
  return (req, res, next) => {
    res.setHeader('permissions-policy', permissions);
    withHelmet(req, res, next);
  };
}
