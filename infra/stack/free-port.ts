import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below 32768, where Linux begins to take the ports of outgoing connections: a server that is away for a minute finds
 * its port again when it comes back, though thousands of connections were made meanwhile.
 */
const FIRST = 18_000;
const LAST = 32_000;
const TRIES = 100;

/** A port on 127.0.0.1 nobody listens on; or `wanted` itself, which must be free. */
export async function freePort(wanted = 0): Promise<number> {
  if (wanted !== 0) {
    if (await isFree(wanted)) return wanted;
    throw new Error(`port ${wanted} is taken by another program`);
  }
  for (let tried = 0; tried < TRIES; tried++) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports tried from ${FIRST} to ${LAST} is free; stop what listens there`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
