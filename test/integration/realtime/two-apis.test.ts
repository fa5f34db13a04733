import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRedis } from '../../../infra/stack/redis.ts';
import { openPublisher } from '../../../services/adapters/realtime/publish.ts';
import { startSockets } from '../../../services/adapters/realtime/sockets.ts';
import { testFolder } from '../../support/stack.ts';

const log = { warn: () => undefined };
let redis: Awaited<ReturnType<typeof startRedis>>;
beforeAll(async () => {
  redis = await startRedis({ dataPath: await testFolder('redis'), port: 0 });
});
afterAll(() => redis.close());

async function startApiSockets() {
  const httpServer = createServer();
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  const person = { accountId: 'a', role: 'officer' as const, loginId: 'l' };
  const authenticate = async () => person;
  const ended: string[] = [];
  const onEnded = (loginIds: readonly string[]) => ended.push(...loginIds);
  const inputs = { httpServer, redisUrl: redis.url, log, origin: () => url, authenticate, onEnded };
  return { url, ended, ...startSockets(inputs) };
}

function openBrowser(url: string) {
  const socket = connect(url, { transports: ['websocket'], extraHeaders: { origin: url }, reconnectionDelay: 10 });
  const heard: string[] = [];
  const left: string[] = [];
  socket.on('changed', ({ id }) => heard.push(id));
  socket.on('resync', () => heard.push('resync'));
  socket.on('disconnect', (reason) => left.push(reason));
  return { heard, left, close: () => socket.close() };
}

/** Publishes under a new id until this browser hears it: by then everything sent before has come, or never will. */
async function hears(browser: { heard: string[] }, publish: (id: string) => Promise<void>) {
  const id = `probe-${browser.heard.length}-${Math.random()}`;
  await expect
    .poll(async () => {
      await publish(id);
      return browser.heard;
    })
    .toContain(id);
}

test('stopping one api leaves the browsers of the others alone, and its own come back', async () => {
  const [first, second] = [await startApiSockets(), await startApiSockets()];
  const [own, other] = [openBrowser(first.url), openBrowser(second.url)];
  const publisher = openPublisher({ redisUrl: redis.url, log });
  const publish = (id: string) => publisher.publish({ kind: 'room', id, version: 0 }, ['role:officer']);
  await Promise.all([hears(own, publish), hears(other, publish)]);
  await first.close();
  await hears(other, publish);
  expect(other.left).toEqual([]);
  // Any other reason would keep Socket.IO's client from connecting again.
  await expect.poll(() => own.left).toEqual(['transport close']);
  own.close();
  other.close();
  await publisher.close();
  await second.close();
});

test('a login that ends on one api ends on the others', async () => {
  const [first, second] = [await startApiSockets(), await startApiSockets()];
  const browser = openBrowser(second.url);
  const publisher = openPublisher({ redisUrl: redis.url, log });
  await hears(browser, (id) => publisher.publish({ kind: 'room', id, version: 0 }, ['account:a']));
  first.endLogins(['l']);
  await expect.poll(() => browser.left).toEqual(['io server disconnect']);
  // Told once each, for what else the login has open there.
  expect([first.ended, second.ended]).toEqual([['l'], ['l']]);
  browser.close();
  await publisher.close();
  await Promise.all([first.close(), second.close()]);
});

test('after Redis was away every browser is told to fetch everything again', async () => {
  const api = await startApiSockets();
  const browser = openBrowser(api.url);
  const publisher = openPublisher({ redisUrl: redis.url, log });
  await hears(browser, (id) => publisher.publish({ kind: 'room', id, version: 0 }, ['account:a']));
  const port = Number(new URL(redis.url).port);
  await redis.close();
  redis = await startRedis({ dataPath: await testFolder('redis'), port });
  await expect.poll(() => browser.heard).toContain('resync');
  await hears(browser, (id) => publisher.publish({ kind: 'room', id, version: 0 }, ['account:a']));
  browser.close();
  await publisher.close();
  await api.close();
});
