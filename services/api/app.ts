import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { accountRoutes } from './account-routes.ts';
import type { ApiDeps } from './api-deps.ts';
import { rememberActor, requireOwnOrigin } from './auth.ts';
import { cameraRoutes } from './camera-routes.ts';
import { caseRoutes } from './case-routes.ts';
import { clipRoutes } from './clip-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { openApiDocument } from './openapi.ts';
import { playbackRoutes } from './playback/routes.ts';
import { renderProblem, unknownRoute } from './render-problem.ts';
import { roomRoutes } from './room-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** The whole HTTP side: JSON under /api, media inside views, the built pages for everything else. */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(deps.origin().startsWith('https:')));
  app.use('/api', giveRequestId, requireOwnOrigin(deps.origin), express.json({ limit: '256kb' }));
  const openApi = openApiDocument();
  app.get('/api/openapi.json', (_req, res) => void res.json(openApi));
  app.use(healthRoutes(deps));
  app.use('/api', rememberActor(deps));
  app.use(accountRoutes(deps), roomRoutes(deps), cameraRoutes(deps));
  app.use(caseRoutes(deps), sessionRoutes(deps), clipRoutes(deps), playbackRoutes(deps));
  app.use('/api', unknownRoute);
  app.use(express.static(deps.webDist, { index: 'index.html', maxAge: '1h' }));
  app.get('/{*page}', (_req, res) => res.sendFile(join(deps.webDist, 'index.html')));
  app.use(renderProblem(deps.log));
  return app;
}

/** Nothing from elsewhere, no inline script; media and posters come as blobs of our own pages (MSE). */
function securityHeaders(isHttps: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: isHttps ? [] : null,
      },
    },
    strictTransportSecurity: isHttps,
  });
}

const giveRequestId: RequestHandler = (_req, res, next) => {
  res.setHeader('x-request-id', randomUUID());
  res.setHeader('cache-control', 'no-store');
  next();
};
