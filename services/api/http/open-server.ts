import { createServer, type Server } from 'node:http';
import type { Log } from '../../log.ts';

/** How long a browser may take to send; what we send back may take as long as it needs. */
export interface Patience {
  headersMs: number;
  requestMs: number;
}

const usual: Patience = { headersMs: 15_000, requestMs: 60_000 };
const maxHeaderBytes = 16_384;
const maxHeaders = 100;

/** An HTTP server that holds no connection for someone who sends drop by drop: 408 and closed; headers over 16 KiB: 431. */
export function openServer({ headersMs, requestMs }: Patience = usual): Server {
  const server = createServer({
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(5000, headersMs / 2),
    keepAliveTimeout: 20_000,
    maxHeaderSize: maxHeaderBytes,
  });
  server.maxHeadersCount = maxHeaders;
  return server;
}

/** Opens the api's port, or ends the program saying why. */
export function listen(
  server: Server,
  { host, port, log, origin }: { host: string; port: number; log: Log; origin: () => string },
): void {
  server.on('error', (error) => {
    log.fatal({ err: error }, `cannot listen on ${host}:${port}: choose another API_PORT`);
    process.exit(1);
  });
  server.listen(port, host, () => log.info({ origin: origin() }, 'api started'));
}
