import { type IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

interface Upgrade {
  /** What came after the request already. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** What is known of a request that wants to become a WebSocket; undefined for all others. */
export const upgradeOf = (req: IncomingMessage): Upgrade | undefined => upgrades.get(req);

/** Serves `app`, WebSockets too. */
export function serve(server: Server, app: RequestListener): void {
  server.on('request', app);
  serveUpgrades(server, app);
}

/**
 * Lets requests that want to become a WebSocket go the way of all others, through `app`: the same limits, the same login, the
 * same refusals. Those of Socket.IO are left to it.
 */
function serveUpgrades(server: Server, app: RequestListener): void {
  server.on('upgrade', (req: IncomingMessage, stream: Duplex, head: Buffer) => {
    if (req.url?.startsWith('/socket.io/')) return;
    const socket = stream as Socket;
    // A browser that goes away; `close` follows.
    socket.on('error', () => {});
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    res.once('finish', () => {
      res.detachSocket(socket);
      socket.destroySoon();
    });
    upgrades.set(req, { head });
    app(req, res);
  });
}
