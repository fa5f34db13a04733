import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Log } from '../../log.ts';

export interface MetricsInputs {
  /** Loopback unless Prometheus runs on another machine: the numbers are for those who run the machines. */
  host: string;
  /** null = not served. */
  port: number | null;
  log: Log;
}

const loopSampleMs = 100;

/**
 * Serves what a program counts at `GET /metrics` for Prometheus, on a port of its own that is not the browsers'. Numbers
 * only: no name, no address, nothing of a session. Throws when the port is taken.
 */
export async function startMetrics({ host, port, log }: MetricsInputs) {
  const register = new Registry();
  // Not for nobody: watching the event loop wakes the program for each sample; every 10 ms it cost as much as two cameras.
  if (port !== null) collectDefaultMetrics({ register, eventLoopMonitoringPrecision: loopSampleMs });
  const server = port === null ? null : await listen(register, host, port, log);
  return {
    register,
    close: async () => {
      server?.closeAllConnections();
      server?.close();
      register.clear();
    },
  };
}

async function listen(register: Registry, host: string, port: number, log: Log): Promise<Server> {
  const server = createServer((req, res) => {
    if (req.method !== 'GET' || req.url !== '/metrics') {
      res.writeHead(404).end('GET /metrics\n');
      return;
    }
    register.metrics().then(
      (text) => res.writeHead(200, { 'content-type': register.contentType }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'metrics cannot be read');
        res.writeHead(500).end();
      },
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
