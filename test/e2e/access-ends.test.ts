import type { Page, WebSocket } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountRoutes } from '../../services/contracts/access/account.ts';
import { protectionRoutes } from '../../services/contracts/custody/protection.ts';
import { roomRoutes } from '../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../services/contracts/session.ts';
import type { Client } from '../support/client.ts';
import { openBrowser, shownFrames } from './support/browser.ts';
import { camerasBehind, openTestHouse, type TestHouse } from './support/test-house.ts';
import { until } from './support/until.ts';

/** A supervisor in the middle of a replay loses the right to it: in the browser, too, everything of it stops. */
let house: TestHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let officer: Client;
let sessionId: string;
const roomName = 'Phòng tiếp công dân số 1';
/** From the other person's click until nothing is left to see or hear. */
const limitMs = 1000;

beforeAll(async () => {
  house = await openTestHouse();
  browser = await openBrowser();
  officer = await house.client('officer');
  await until('every camera has stored footage', async () => (await camerasBehind(house, new Date(0))) === 0);
  sessionId = await receive();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** A session that is over, with twelve seconds of footage at least. */
async function receive(): Promise<string> {
  const { items: rooms } = await officer.call(roomRoutes.list);
  const room = rooms.find(({ name }) => name === roomName);
  if (!room) throw new Error('the demo has no such room');
  const begun = await officer.call(sessionRoutes.start, { body: { roomId: room.id } });
  const enough = new Date(Date.parse(begun.startedAt) + 12_000);
  await until('enough is recorded', async () => (await camerasBehind(house, enough)) === 0);
  await officer.call(sessionRoutes.stop, { params: { sessionId: begun.id } });
  return begun.id;
}

/** A supervisor's browser whose pictures move. */
async function replaying() {
  const page = await browser.person(house.origin, house.account('supervisor'));
  const sockets: WebSocket[] = [];
  const asked: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${house.origin}/sessions/${sessionId}/replay`);
  await page.getByTestId('reason-note').fill('Kiểm tra theo đơn');
  await page.keyboard.press('Enter');
  await page.getByTestId('play').click();
  await until('two pictures move', async () => {
    const frames = await shownFrames(page);
    const at = Number(await page.getByTestId('wall-time').getAttribute('data-ms'));
    const from = Number(await page.getByTestId('timeline').getAttribute('data-from-ms'));
    return frames.length === 2 && frames.every(({ strip }) => strip !== null) && at > from + 500;
  });
  const media = () => asked.filter((url) => url.includes('/video'));
  expect(media().length).toBeGreaterThan(0);
  return { page, sockets, media };
}

/** Does what ends the right; returns after how long no picture was left, in milliseconds. */
async function msUntilGone(page: Page, end: () => Promise<unknown>): Promise<number> {
  const gone = page.waitForFunction(() => document.querySelector('video') === null, null, {
    polling: 'raf',
    timeout: 5000,
  });
  const endedAt = performance.now();
  await Promise.all([end(), gone]);
  return performance.now() - endedAt;
}

it('a session that is protected now stops in the browser of whoever may not know of it', async () => {
  const { page, media } = await replaying();
  const params = { sessionId };
  const raise = () =>
    officer.call(protectionRoutes.raiseSession, { params, body: { to: 'denouncer', reason: 'người tố cáo' } });
  const tookMs = await msUntilGone(page, raise);
  console.info(`a session that is protected is gone from the screen after ${tookMs.toFixed(0)} ms`);
  expect(tookMs).toBeLessThan(limitMs);
  const [address = ''] = media();
  expect((await page.request.get(address)).status()).toBe(404);
  expect(await page.locator('main').textContent()).not.toContain(roomName);
  await page.context().close();
});

it('a supervisor whose account is disabled has no pictures, no socket and no program any more', async () => {
  sessionId = await receive();
  const { page, sockets, media } = await replaying();
  const admin = await house.client('admin');
  const { items } = await admin.call(accountRoutes.accounts);
  const supervisor = items.find(({ login }) => login === house.account('supervisor').login);
  const socket = sockets.at(-1);
  if (!socket || !supervisor) throw new Error('no socket or no supervisor');
  const closed = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())));
  const startedAt = performance.now();
  const params = { accountId: supervisor.id };
  const tookMs = await msUntilGone(page, () =>
    admin.call(accountRoutes.changeAccount, { params, body: { disabled: true } }),
  );
  const socketMs = (await closed) - startedAt;
  console.info(`revoked: pictures gone after ${tookMs.toFixed(0)} ms, socket after ${socketMs.toFixed(0)} ms`);
  expect(tookMs).toBeLessThan(limitMs);
  expect(socketMs).toBeLessThan(limitMs);
  await page.locator('input[name=login]').waitFor();
  const [address = ''] = media();
  expect((await page.request.get(address)).status()).toBe(401);
});
