import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barriers, isTooWide } from '../../e2e/support/barriers.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { until } from '../../e2e/support/until.ts';
import { cut, openWorkHouse, startWorkers, type WorkHouse } from '../casework/work-house.ts';

const run = promisify(execFile);

/** The room where a session is reviewed, in Chromium: its line, from the whole session to a second, and what plays it. */
let house: WorkHouse;
let workers: ReturnType<typeof startWorkers>;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let sessionId: string;

beforeAll(async () => {
  house = await openWorkHouse({ webDist: join(import.meta.dirname, '../../../web/dist') });
  const room = await house.room(4, 'Phòng tiếp công dân số');
  const [gapped, ...whole] = room.cameras;
  for (const camera of whole) await house.store(camera, house.start, 60);
  await house.store(gapped, house.start, 20);
  await house.store(gapped, house.at(40), 20);
  workers = startWorkers(house.jobs);
  ({ id: sessionId } = await cut(house.officer, room.id, house.at(2), house.at(58)));
  const measured = () => house.api.db.selectFrom('clip_loudness').select('clip_id').execute();
  await until('the loudness of all cameras is measured', async () => (await measured()).length === 4);
  browser = await openBrowser();
  page = await browser.person(house.api.baseUrl, house.officer);
  await page.goto(`${house.api.baseUrl}/sessions/${sessionId}/replay`);
  await page.locator('[data-testid=wall-time][data-ms]').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await workers?.close();
  await house?.close();
});

const track = () => page.getByTestId('track');
const shownMs = async () => Number(await page.getByTestId('wall-time').getAttribute('data-ms'));

async function inSight() {
  const element = track();
  const [from, to] = [await element.getAttribute('data-from-ms'), await element.getAttribute('data-to-ms')];
  return { from: Number(from), to: Number(to) };
}

/** Seconds since the beginning of the session. */
const into = async () => (Number(await shownMs()) - house.at(2).getTime()) / 1000;

async function goTo(seconds: number) {
  const { from, to } = await inSight();
  const { x, y } = await placeAt((seconds * 1000) / (to - from));
  await page.mouse.click(x, y);
  await until(`it shows second ${seconds}`, async () => Math.abs((await into()) - seconds) < 0.3);
}

async function watchedSeconds(): Promise<number> {
  const sum = sql<number>`coalesce(sum(extract(epoch from upper(w) - lower(w))), 0)::float8`;
  const { rows } = await sql<{ sum: number }>`
    select ${sum} as sum from (select unnest(watched) as w from views) as spans`.execute(house.api.db);
  return rows[0]?.sum ?? 0;
}

/** Makes a stretch of the session silent, as far as its loudness tells. */
async function silence(fromSecond: number, toSecond: number) {
  const rows = await house.api.db.selectFrom('clip_loudness').select(['clip_id', 'levels']).execute();
  for (const { clip_id, levels } of rows) {
    levels.fill(0, fromSecond * 2, toSecond * 2);
    await house.api.db.updateTable('clip_loudness').set({ levels }).where('clip_id', '=', clip_id).execute();
  }
}

const level = () => page.getByTestId('level').evaluate((meter: HTMLMeterElement) => meter.value);

/** A place on the line: share of its width, on the lane of the second camera. */
async function placeAt(share: number) {
  const box = await page.getByTestId('lane').nth(1).boundingBox();
  if (!box) throw new Error('no lane');
  return { x: box.x + share * box.width, y: box.y + box.height / 2 };
}

const atShare = ({ from, to }: { from: number; to: number }, share: number) => from + share * (to - from);

async function pointAt(share: number) {
  const { x, y } = await placeAt(share);
  await page.mouse.move(x, y);
}

test('the wheel zooms at the pointer down to a second, a drag pans, a click goes there', async () => {
  const whole = await inSight();
  await pointAt(0.25);
  await page.mouse.wheel(0, -600);
  await until('the line is closer', async () => (await inSight()).to - (await inSight()).from < 30_000);
  const closer = await inSight();
  expect(Math.abs(atShare(closer, 0.25) - atShare(whole, 0.25))).toBeLessThan(120);
  for (let i = 0; i < 8; i++) await page.mouse.wheel(0, -1000);
  await until('a second fills it', async () => Math.round((await inSight()).to - (await inSight()).from) === 1000);
  const before = await inSight();
  await page.mouse.down();
  const { x, y } = await placeAt(0.75);
  await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.up();
  const panned = await inSight();
  expect(panned.from - before.from).toBeCloseTo(-500, -1);
  await page.mouse.click(x, y);
  await until('the picture is that of the click', async () => Math.abs((await shownMs()) - atShare(panned, 0.75)) < 60);
  await page.getByRole('button', { name: 'Xem cả buổi' }).click();
  await expect.poll(inSight).toEqual(whole);
});

test('hovering shows the picture of that instant, of the lane under the pointer', async () => {
  const { from, to } = await inSight();
  await pointAt(0.5);
  const hover = page.getByTestId('hover');
  await until('the picture is there', async () => (await hover.getAttribute('data-taken-at-ms')) !== null);
  const takenAt = Number(await hover.getAttribute('data-taken-at-ms'));
  const pointed = from + 0.5 * (to - from);
  expect(pointed - takenAt).toBeGreaterThan(-1);
  expect(pointed - takenAt).toBeLessThan(2000);
  expect(await hover.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(320);
  expect(await hover.getByTestId('viewer-mark').getAttribute('data-mark')).toContain('Name of officer');
  const box = await page.getByTestId('lane').nth(0).boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 4);
  await until('the gap says why', async () => ((await hover.textContent()) ?? '').includes('gián đoạn ghi hình'));
});

test('without a mouse: zoom by key and slider, a gap says its cause when it is tabbed to, arrows go through the session', async () => {
  const whole = await inSight();
  await page.mouse.move(5, 5);
  await page.keyboard.press('+');
  await until('closer', async () => (await inSight()).to - (await inSight()).from < (whole.to - whole.from) * 0.6);
  await page.keyboard.press('-');
  await until('all again', async () => (await inSight()).from === whole.from && (await inSight()).to === whole.to);
  const gap = page.getByTestId('gap').first();
  await gap.focus();
  await page.getByRole('tooltip').getByText('gián đoạn ghi hình').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=gap-cover]').waitFor();
  const slider = page.getByRole('slider', { name: 'Dòng thời gian', exact: true });
  await slider.focus();
  await page.keyboard.press('Home');
  await until('the slider says the start', async () => (await slider.getAttribute('aria-valuenow')) === '0');
  await page.keyboard.press('ArrowRight');
  await until('and five seconds on', async () => (await slider.getAttribute('aria-valuenow')) === '5');
});

test('the band of loudness is drawn, and what was watched in an earlier look is marked', async () => {
  expect(await page.getByTestId('loudness').getAttribute('data-made')).toBe('true');
  await page.getByTestId('play').click();
  const start = await shownMs();
  await until('three seconds were played', async () => (await shownMs()) > start + 3000);
  await page.getByTestId('play').click();
  await until('the server knows', async () => {
    const rows = await house.api.db.selectFrom('views').select('watched').execute();
    return rows.some(({ watched }) => watched !== '{}');
  });
  await page.reload();
  await page.locator('[data-testid=wall-time][data-ms]').waitFor();
  expect(await page.getByTestId('watched-lane').locator('div').count()).toBeGreaterThan(0);
});

test('a loop plays its stretch again and again, and counts it once', async () => {
  await goTo(5);
  await page.keyboard.press('[');
  await goTo(7);
  await page.keyboard.press(']');
  await goTo(6);
  const before = await watchedSeconds();
  await page.getByTestId('play').click();
  let jumps = 0;
  let last = await into();
  await until('it began again twice', async () => {
    const now = await into();
    expect(now).toBeLessThan(7.5);
    if (now < last - 0.5) jumps += 1;
    last = now;
    return jumps >= 2;
  });
  await page.getByTestId('play').click();
  await page.keyboard.press('Escape');
  await page.getByTestId('loop').waitFor({ state: 'detached' });
  await until('the server knows', async () => (await watchedSeconds()) > before);
  expect((await watchedSeconds()) - before).toBeLessThan(3.2);
});

test('silence is left out, and it is said what; it is not counted as watched', async () => {
  await silence(20, 45);
  await page.reload();
  await page.locator('[data-testid=wall-time][data-ms]').waitFor();
  await page.getByTestId('skip-silence').click();
  await goTo(16);
  const before = await watchedSeconds();
  await page.keyboard.press('Space');
  await page.locator('[data-testid=skipped][data-kind=silence]').waitFor();
  expect(await page.getByTestId('skipped').textContent()).toMatch(/^Đã bỏ qua 2[345] giây im lặng \(.*\)$/);
  await until('it plays behind the silence', async () => (await into()) > 44);
  await page.keyboard.press('Space');
  await until('the server knows', async () => (await watchedSeconds()) > before);
  expect((await watchedSeconds()) - before).toBeLessThan(8);
});

test('a picture is saved as it is, with its instant and hash under it, and the log knows', async () => {
  await goTo(3);
  const downloading = page.waitForEvent('download');
  await page.keyboard.press('s');
  const file = await (await downloading).path();
  const { details } = await house.api.db
    .selectFrom('audit_log')
    .select('details')
    .where('act', '=', 'view.snapshot')
    .executeTakeFirstOrThrow();
  const args = ['-v', 'error', '-i', file, '-vf', 'crop=320:180:0:0', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 1 << 24 });
  expect(stdout.length).toBe(320 * 180 * 3);
  expect(details).toMatchObject({ sha256: createHash('sha256').update(stdout).digest('hex') });
  expect(Date.parse((details as { at: string }).at)).toBe(await shownMs());
});

test('J goes back, L faster with each press, K stops; one chosen camera is heard, and its level moves', async () => {
  await goTo(15);
  await page.keyboard.press('l');
  await page.keyboard.press('l');
  await expect.poll(() => page.getByTestId('speed').inputValue()).toBe('2');
  await until('the level moves', async () => (await level()) > -40);
  await page.keyboard.press('j');
  const from = await into();
  await until('it went back', async () => (await into()) < from - 2);
  await page.keyboard.press('k');
  await expect.poll(() => page.getByTestId('replay').getAttribute('data-playing')).toBe('false');
});

test('the arrangement is remembered', async () => {
  await page.keyboard.press('3');
  await page.reload();
  await page.locator('[data-testid=wall-time][data-ms]').waitFor();
  expect(await page.getByTestId('picture').nth(2).getAttribute('data-main')).toBe('true');
  await page.keyboard.press('0');
});

test('has no barrier, wide and narrow, and fits the window', async () => {
  expect(await barriers(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await isTooWide(page)).toBe(false);
  expect(await barriers(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
});
