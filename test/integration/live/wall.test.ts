import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { barriers } from '../../e2e/support/barriers.ts';
import { openBrowser, shownFrames } from '../../e2e/support/browser.ts';
import { storeFootage } from '../../support/footage/stored-footage.ts';
import { testFolder } from '../../support/stack.ts';
import { type LiveHouse, openLiveHouse } from './live-house.ts';

/** The wall in Chromium, over real cameras: what is on the screen is read from the pictures themselves. */
let house: LiveHouse<'a' | 'a2' | 'b' | 'c'>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let officer: Awaited<ReturnType<LiveHouse<'a'>['api']['visitor']>>;
let page: Page;
const faults: string[] = [];
const shots = process.env.SCREENSHOTS;
beforeAll(async () => {
  const webDist = join(import.meta.dirname, '../../../web/dist');
  const cameras = [
    { name: 'a' as const, number: 11 },
    { name: 'b' as const, number: 13 },
    { name: 'c' as const, number: 14 },
  ];
  house = await openLiveHouse([...cameras, { name: 'a2', number: 12, room: 'a' }], { webDist });
  officer = await house.api.visitor('officer');
  browser = await openBrowser();
  page = await browser.person(house.api.baseUrl, await house.api.visitor('supervisor'));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.stack || String(error)));
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function shoot(name: string) {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
const tile = (name: 'a' | 'b' | 'c') => page.locator(`[data-testid=tile][data-room-id="${house.rooms[name].room}"]`);
const start = (caseKind: 'KN' | 'TC', room: string) =>
  officer.call(sessionRoutes.start, {
    body: {
      ...{ roomId: room, kind: 'regular', caseKind, visit: 'first', peopleCount: 1, noticeGiven: true },
      ...{ noticeHow: 'spoken', noticeLanguage: 'vi', note: '', caseKeys: [] },
    },
  });
/** How old the picture of each camera is, ms, by the number in it. */
async function ages(): Promise<Map<number, number>> {
  const frames = await shownFrames(page);
  const now = Date.now();
  return new Map(frames.flatMap(({ strip }) => (strip ? [[strip.camera, now - strip.takenAtMs] as const] : [])));
}
const untilShown = (...numbers: number[]) =>
  expect.poll(async () => [...(await ages()).keys()].toSorted((x, y) => x - y), { timeout: 20_000 }).toEqual(numbers);

test('it asks why first; then every room is there, live, with its second camera in the corner', async () => {
  await page.getByRole('link', { name: 'Trực tiếp', exact: true }).click();
  await page.getByTestId('reason-dialog').waitFor();
  expect(await page.locator('video').count()).toBe(0);
  await shoot('wall-reason');
  await page.keyboard.press('Enter');
  await untilShown(11, 12, 13, 14);
  // By the clock in the picture it is now, to a second or so.
  await expect.poll(async () => Math.max(...(await ages()).values()), { timeout: 10_000 }).toBeLessThan(1500);
  expect(await barriers(page)).toEqual([]);
  await shoot('wall');
});

test('a click makes one large, with sound and a bar that moves; others see that somebody listens', async () => {
  await tile('a')
    .getByRole('button', { name: /Phóng to/ })
    .click();
  await page.locator('[data-testid=tile][data-big=true] video[data-live-state=live]').first().waitFor();
  const level = () => page.getByTestId('level').evaluate((bar) => (bar as HTMLMeterElement).value);
  // The camera beeps each second.
  await expect.poll(level, { timeout: 10_000, interval: 30 }).toBeGreaterThan(0.5);
  await expect.poll(() => tile('a').getByTestId('heard').count(), { timeout: 10_000 }).toBe(1);
  expect(await barriers(page)).toEqual([]);
  await shoot('wall-large');
  await page.keyboard.press('m');
  await expect.poll(() => tile('a').getByTestId('heard').count(), { timeout: 10_000 }).toBe(0);
});

test('a click on the corner changes the cameras; Escape goes back to all rooms; keys arrange them, and that is remembered', async () => {
  await page.locator('[data-testid=tile][data-big=true] [data-testid=inset]').click();
  await expect.poll(async () => (await shownFrames(page))[0]?.strip?.camera, { timeout: 10_000 }).toBe(12);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.locator('[data-testid=tile][data-big=true]').count()).toBe(0);
  const order = () => page.getByTestId('tile').evaluateAll((all) => all.map((one) => one.getAttribute('data-room-id')));
  await tile('a')
    .getByRole('button', { name: /Phóng to/ })
    .focus();
  await page.keyboard.press('Alt+ArrowRight');
  const wanted = [house.rooms.b.room, house.rooms.a.room, house.rooms.c.room];
  expect(await order()).toEqual(wanted);
  await page.reload();
  await page.getByTestId('reason-dialog').waitFor();
  await page.keyboard.press('Enter');
  await untilShown(11, 12, 13, 14);
  expect(await order()).toEqual(wanted);
});

test('a denunciation begins in a room: its tile shows that it is protected and nothing else, within a second of it', async () => {
  const { id } = await start('TC', house.rooms.b.room);
  const since = performance.now();
  await tile('b').getByText('Không hiện hình, tiếng của buổi được bảo vệ').waitFor();
  expect(performance.now() - since).toBeLessThan(1500);
  expect(await tile('b').locator('video').count()).toBe(0);
  expect(await tile('b').textContent()).not.toContain('Name of officer');
  await shoot('wall-protected');
  await officer.call(sessionRoutes.stop, { params: { sessionId: id } });
  await untilShown(11, 12, 13, 14);
});

test('a normal session shows who receives and since when', async () => {
  const { id } = await start('KN', house.rooms.c.room);
  await tile('c').getByText('Name of officer').waitFor();
  await officer.call(sessionRoutes.stop, { params: { sessionId: id } });
});

test('a camera that is lost is seen within 3 s, with its cause and its last picture; and it comes back', async () => {
  await house.simulated.control('c', 'stall');
  const since = performance.now();
  const alert = tile('c').getByRole('alert');
  await alert.waitFor();
  expect(performance.now() - since).toBeLessThan(3000);
  expect(await alert.textContent()).toMatch(/Mất hình.*hình cuối lúc \d\d:\d\d:\d\d/);
  await shoot('wall-lost');
  await house.simulated.control('c', 'resume');
  await untilShown(11, 12, 13, 14);
});

test('the last minutes play in the same place, out of the record; then it is live again', async () => {
  const { camera, room } = house.rooms.c;
  const startedAt = new Date(Date.now() - 100_000);
  const since = new Date(startedAt.getTime() - 1000);
  await house.api.db
    .updateTable('cameras')
    .set({ created_at: since, accounted_until: since })
    .where('id', '=', camera)
    .execute();
  const { db, bucket } = house.api.deps;
  await storeFootage({ folder: await testFolder('record'), db, bucket, cameraId: camera, startedAt, seconds: 80 });
  await tile('c')
    .getByRole('button', { name: /Phóng to/ })
    .click();
  await page.keyboard.press('r');
  const rewound = page.locator('video[data-rewound]');
  await rewound.waitFor();
  const shownMs = () => rewound.evaluate((video) => Number((video as HTMLVideoElement).dataset.wallMs));
  await expect.poll(shownMs, { timeout: 15_000 }).toBeGreaterThan(startedAt.getTime() + 40_000);
  expect(await shownMs()).toBeLessThan(startedAt.getTime() + 80_000);
  await page.getByRole('button', { name: 'Lùi 10 giây' }).click();
  expect(await barriers(page)).toEqual([]);
  await shoot('wall-rewound');
  await page.getByTestId('to-live').click();
  await page.locator('[data-testid=tile][data-big=true] video[data-live-state=live]').first().waitFor();
  const look = () =>
    db
      .selectFrom('views')
      .select(['reason_code', 'note', sql<number>`(select count(*) from unnest(watched))::int`.as('stretches')])
      .where('target_kind', '=', 'record')
      .where('room_id', '=', room)
      .executeTakeFirst();
  await expect.poll(async () => (await look())?.stretches, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(await look()).toMatchObject({ reason_code: 'monitoring', note: 'Theo dõi phòng tiếp công dân' });
  await page.keyboard.press('Escape');
});

test('an officer sees the own room while they receive there, without being asked why, and nothing before or after', async () => {
  const own = await browser.person(house.api.baseUrl, officer);
  await own.goto(`${house.api.baseUrl}/live`);
  await own.getByText('Chưa có phòng đang tiếp').waitFor();
  const { id } = await start('TC', house.rooms.b.room);
  await expect.poll(async () => (await shownFrames(own))[0]?.strip?.camera, { timeout: 20_000 }).toBe(13);
  expect(await own.getByTestId('tile').count()).toBe(1);
  expect(await barriers(own)).toEqual([]);
  await officer.call(sessionRoutes.stop, { params: { sessionId: id } });
  await expect.poll(() => own.locator('video').count(), { timeout: 3000 }).toBe(0);
  await own.close();
});

test('on a telephone the rooms stand below each other', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await untilShown(11, 12, 13, 14);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await barriers(page)).toEqual([]);
  await shoot('wall-390');
  await page.setViewportSize({ width: 1440, height: 900 });
});

test('nothing went wrong in the page, and leaving it ends what was shown', async () => {
  expect(faults.filter((text) => !/WebSocket|403|409/.test(text))).toEqual([]);
  await page.getByRole('link', { name: 'Buổi tiếp' }).click();
  await expect.poll(() => house.api.deps.live.watching.size, { timeout: 10_000 }).toBe(0);
});
