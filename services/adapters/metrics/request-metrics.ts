import type { RequestHandler } from 'express';
import { Gauge, Histogram, type Registry } from 'prom-client';

/**
 * Counts and times the api's requests by method, route pattern (never the address itself) and status, and tells how many
 * browsers are connected. Put the handler before all routes.
 */
export function watchApi(register: Registry, sockets: () => number): RequestHandler {
  new Gauge({
    name: 'minhchung_sockets',
    help: 'Browsers connected for hints',
    registers: [register],
    collect() {
      this.set(sockets());
    },
  });
  const seconds = new Histogram({
    name: 'minhchung_http_request_seconds',
    help: 'Time from request to the end of the answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [register],
  });
  return (req, res, next) => {
    const end = seconds.startTimer();
    res.once('close', () => {
      const route = typeof req.route?.path === 'string' ? req.route.path : 'none';
      end({ method: req.method, route, status: String(res.statusCode) });
    });
    next();
  };
}
