import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import NodeMediaServer from 'node-media-server';
import { relayOrder } from './relay-process.ts';

// Started by an api, which sends the secrets over the channel between the two; without it nobody could publish or play.
const loopback = '127.0.0.1';
const [message] = await once(process, 'message');
const order = relayOrder.parse(message);

// What it wrote down in an earlier life is nobody's: it would bring back relay tasks.
await rm(order.storePath, { recursive: true, force: true });
const ports = { rtmp: await freePort(), http: await freePort() };
const server = new NodeMediaServer({
  bind: loopback,
  rtmp: { port: ports.rtmp },
  http: { port: ports.http },
  auth: { play: true, publish: true, secret: order.signing },
  store: { path: order.storePath },
  webadmin: { enable: false },
});
server.on('prePlay', (session) => {
  if (session.streamQuery.player !== order.player) session.close();
});
await server.run();
await Promise.all([untilListening(ports.rtmp), untilListening(ports.http)]);

// The api ends us by closing the channel; a signal to all of a terminal is the api's to act on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => void server.stop().finally(() => process.exit(0)));
if (process.connected) process.send?.(ports);
else process.exit(0);

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, loopback);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** node-media-server says so to nobody, and ends the program when it cannot. */
async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, loopback);
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await delay(20);
  }
}
