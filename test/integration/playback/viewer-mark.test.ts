import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { barriers } from '../../e2e/support/barriers.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { cut, openWorkHouse, type Visitor, type WorkHouse } from '../casework/work-house.ts';

/** The pictures name who looks, when and from where; in Chromium. */
let house: WorkHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let chief: Visitor;
let page: Page;
beforeAll(async () => {
  house = await openWorkHouse({ webDist: join(import.meta.dirname, '../../../web/dist') });
  const room = await house.room(2);
  for (const camera of room.cameras) await house.store(camera, house.start, 30);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(29));
  chief = await house.api.visitor('chief');
  browser = await openBrowser();
  page = await browser.person(house.api.baseUrl, chief);
  await page.goto(`${house.api.baseUrl}/sessions/${id}/replay`);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const marks = () => page.getByTestId('viewer-mark');
const words = async () => (await marks().first().getAttribute('data-mark')) ?? '';

it('before it opens the person is told what a mark can do and what not', async () => {
  await page.getByTestId('filmed').waitFor();
  expect(await page.getByTestId('filmed').textContent()).toContain('Không thể ngăn việc quay, chụp màn hình');
  expect(await barriers(page)).toEqual([]);
  await page.getByTestId('reason-note').fill('kiểm tra định kỳ');
  await page.getByTestId('reason-submit').click();
});

it('every picture bears name, station and a time that goes on, and nothing of it is read aloud', async () => {
  await page.locator('video[data-condition=footage]').nth(1).waitFor();
  expect(await marks().count()).toBe(2);
  const first = await words();
  expect(first).toMatch(/^Name of chief · 127\.0\.0\.1 · \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/);
  await page.waitForFunction((before) => {
    const mark = document.querySelector<HTMLElement>('[data-testid=viewer-mark]');
    return mark?.dataset.mark !== before;
  }, first);
  expect(await page.getByTestId('replay').getByText('Name of chief').count()).toBe(0);
  expect(await barriers(page)).toEqual([]);
});

it('it takes no click from the pictures and the controls', async () => {
  const hit = (selector: string, index: number) =>
    page
      .locator(selector)
      .nth(index)
      .evaluate((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const found = document.elementFromPoint(left + width / 2, top + height / 2);
        return found !== null && (element === found || element.contains(found));
      });
  for (const index of [0, 1]) {
    expect(await hit('[data-testid=picture] button[aria-pressed]:not([data-testid=sound])', index)).toBe(true);
    expect(await hit('[data-testid=sound]', index)).toBe(true);
  }
});

it('it can be read off a photograph of the screen, whatever is in the picture, and is faint', async () => {
  for (const ground of ['#000', '#808080', '#fff']) {
    const picture = page.getByTestId('picture').first();
    await picture.evaluate((element, color) => {
      // A wall, a coat, a window: the mark must show on all.
      const video = element.querySelector('video');
      if (video) Object.assign(video.style, { filter: 'opacity(0)' });
      Object.assign((element as HTMLElement).style, { background: color });
    }, ground);
    const grey = luma(await picture.screenshot());
    const base = { '#000': 0, '#808080': 128, '#fff': 255 }[ground] ?? 0;
    const differences = grey.map((value) => Math.abs(value - base));
    const seen = differences.filter((difference) => difference >= 24).length / grey.length;
    const glaring = differences.filter((difference) => difference > 150).length / grey.length;
    expect([ground, seen > 0.01 && seen < 0.15]).toEqual([ground, true]);
    // Buttons and the camera's name are the only strong things on the picture.
    expect([ground, glaring < 0.01]).toEqual([ground, true]);
  }
});

/** Grey values of a PNG. */
function luma(png: Buffer): number[] {
  const args = ['-v', 'error', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  return [...execFileSync('ffmpeg', args, { input: png, maxBuffer: 1 << 26 })];
}
