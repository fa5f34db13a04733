import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers, isTooWide } from '../../e2e/support/barriers.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { cut, openCase, openWorkHouse, type WorkHouse } from '../casework/work-house.ts';

/** The day of a room in Chromium: what the record shows, a suggestion, a drag, and a session made of it. */
let house: WorkHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let address: string;
let start: Date;
beforeAll(async () => {
  house = await openWorkHouse({ hoursAgo: 26, webDist: join(import.meta.dirname, '../../../web/dist') });
  const room = await house.room(1);
  // Ten in the morning in Vietnam, of the day before or of the one before that: a whole day that is over.
  start = new Date(`${house.start.toISOString().slice(0, 10)}T03:00:00Z`);
  await house.store(room.cameras[0], start, 420, { from: 112, to: 378 });
  await house.store(room.cameras[0], new Date(start.getTime() + 3_600_000), 20);
  const { key } = await openCase(house.officer, 'TC');
  const late = (seconds: number) => new Date(start.getTime() + 3_600_000 + seconds * 1000);
  await cut(house.officer, room.id, late(2), late(18), [key]);
  browser = await openBrowser();
  page = await browser.person(house.api.baseUrl, await house.api.visitor('supervisor'));
  address = `${house.api.baseUrl}/rooms/${room.id}/day/${start.toISOString().slice(0, 10)}`;
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const wall = (seconds: number) =>
  new Date(start.getTime() + 7 * 3_600_000 + seconds * 1000).toISOString().slice(11, 19);
const field = (name: 'fromMs' | 'toMs') => page.getByTestId(`day-${name}`).inputValue();
it('the whole day is one strip, and where people seem to have been is suggested', async () => {
  await page.goto(address);
  await page.getByTestId('day-suggestion').waitFor();
  expect(await page.getByTestId('day-suggestion').count()).toBe(1);
  expect(await page.getByTestId('day-quiet').count()).toBe(3);
  expect(await page.getByTestId('day-session').count()).toBe(0);
  await page.getByText('Đang nghe tiếng đã ghi').waitFor({ state: 'detached' });
  expect(await barriers(page)).toEqual([]);
});

it('a suggestion chooses a stretch, by keyboard; two fields change it', async () => {
  await page.getByTestId('day-suggestion').focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => [await field('fromMs'), await field('toMs')]).toEqual([wall(100), wall(390)]);
  await page.getByTestId('day-fromMs-hours').focus();
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => field('fromMs')).toBe(wall(100 + 3600));
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => field('fromMs')).toBe(wall(100));
  expect(await barriers(page)).toEqual([]);
});

it('one drag on the strip chooses too', async () => {
  const box = await page.getByTestId('day-chooser').boundingBox();
  if (!box) throw new Error('no strip');
  const strip = page.getByTestId('day-strip');
  const [from, to] = [Number(await strip.getAttribute('data-from-ms')), Number(await strip.getAttribute('data-to-ms'))];
  const x = (seconds: number) => box.x + ((start.getTime() + seconds * 1000 - from) / (to - from)) * box.width;
  await page.mouse.move(x(60), box.y + 30);
  await page.mouse.down();
  await page.mouse.move(x(200), box.y + 30, { steps: 4 });
  await page.mouse.move(x(400), box.y + 30, { steps: 4 });
  await page.mouse.up();
  const secondsOf = (time: string) => Date.parse(`2026-01-01T${time}Z`) / 1000;
  const offBy = async (name: 'fromMs' | 'toMs', wanted: number) =>
    Math.abs(secondsOf(await field(name)) - secondsOf(wall(wanted)));
  await expect.poll(() => offBy('fromMs', 60)).toBeLessThan(3);
  await expect.poll(() => offBy('toMs', 400)).toBeLessThan(3);
});

it('a session is made of it', async () => {
  await page.getByTestId('day-cut').click();
  expect(await barriers(page)).toEqual([]);
  await page.getByLabel('Lý do').fill('quên bấm bắt đầu');
  await page.getByTestId('submit').click();
  await page.getByTestId('session').waitFor();
  await page.goto(address);
  await page.getByTestId('day-session').waitFor();
  expect(await page.getByTestId('day-suggestion').count()).toBe(0);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await isTooWide(page)).toBe(false);
  expect(await barriers(page)).toEqual([]);
});

it('who cuts no sessions has no such page', async () => {
  const archivist = await browser.person(house.api.baseUrl, await house.api.visitor('archivist'));
  expect(await archivist.getByTestId('room-day-link').count()).toBe(0);
  await archivist.goto(address);
  await archivist.getByText('Không có trang này').waitFor();
});
