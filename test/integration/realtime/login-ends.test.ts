import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'socket.io-client';
import { afterEach, test } from 'vitest';
import { startRedis } from '../../../infra/stack/redis.ts';
import { startSockets } from '../../../services/adapters/realtime/sockets.ts';
import { testFolder } from '../../support/stack.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** One api process' sockets, where everybody is the same officer until `logOut`. */
async function openHouse({ recheckMs = 3_600_000 } = {}) {
  const redis = await startRedis({ dataPath: await testFolder('redis'), port: 0 });
  const httpServer = createServer();
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
  let answer: (() => Promise<void>) | null = null;
  let isOver = false;
  const sockets = startSockets({
    httpServer,
    redisUrl: redis.url,
    log: { warn: () => undefined },
    origin: () => url,
    recheckMs,
    authenticate: async () => {
      const person = isOver ? null : { accountId: 'a', role: 'officer' as const, loginId: 'l' };
      await answer?.();
      return person;
    },
  });
  closing.push(() => redis.close(), sockets.close);
  return {
    redis,
    sockets,
    logOut: () => {
      isOver = true;
    },
    /** Holds the next answer to who somebody is; resolves when it was asked for, with what lets it go. */
    holdAnswer: () =>
      new Promise<() => void>((asked) => {
        answer = () => {
          answer = null;
          return new Promise<void>((go) => asked(() => go()));
        };
      }),
    open: () => openBrowser(url),
  };
}

function openBrowser(origin: string) {
  const socket = connect(origin, { transports: ['websocket'], extraHeaders: { origin }, reconnection: false });
  closing.push(() => socket.close());
  const heard = (event: 'connect' | 'ended' | 'disconnect') =>
    new Promise<void>((resolve) => socket.once(event, () => resolve()));
  return { connected: heard('connect'), ended: heard('ended'), closed: heard('disconnect') };
}

test('a login that ends closes its sockets at once', async () => {
  const house = await openHouse();
  const browser = house.open();
  await browser.connected;
  house.sockets.endLogins(['l']);
  await Promise.all([browser.ended, browser.closed]);
});

test('it does so while Redis is away', async () => {
  const house = await openHouse();
  const browser = house.open();
  await browser.connected;
  await house.redis.close();
  house.sockets.endLogins(['l']);
  await Promise.all([browser.ended, browser.closed]);
});

test('a login that ends while a socket is being made leaves no socket', async () => {
  const house = await openHouse();
  const asked = house.holdAnswer();
  const browser = house.open();
  const letGo = await asked;
  house.logOut();
  house.sockets.endLogins(['l']);
  letGo();
  await Promise.all([browser.ended, browser.closed]);
});

test('a login that another program ended loses its sockets soon', async () => {
  const house = await openHouse({ recheckMs: 50 });
  const browser = house.open();
  await browser.connected;
  house.logOut();
  await Promise.all([browser.ended, browser.closed]);
});
