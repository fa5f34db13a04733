import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriers } from './support/barriers.ts';
import { openBrowser } from './support/browser.ts';
import { camerasBehind, openTestHouse, type TestHouse } from './support/test-house.ts';
import { until } from './support/until.ts';

/** An administrator looks after the cameras, a supervisor tests one and pauses its room. */
let house: TestHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let admin: Page;
let supervisor: Page;
beforeAll(async () => {
  house = await openTestHouse();
  browser = await openBrowser();
  admin = await browser.person(house.origin, house.account('admin'));
  supervisor = await browser.person(house.origin, house.account('supervisor'));
  await until('every camera has stored footage', async () => (await camerasBehind(house, new Date(0))) === 0);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const row = (page: Page, text: string) => page.getByTestId('camera-row').filter({ hasText: text });

/** Gives the reason that a dialog asks for, and sends it. */
async function say(page: Page, reason: string) {
  await page.locator('[name=reason]').fill(reason);
  await page.keyboard.press('Enter');
}

describe('an administrator', () => {
  it('finds a camera without diacritics and opens it by keyboard', async () => {
    await admin.goto(`${house.origin}/cameras`);
    await row(admin, 'ban-tiep').getByText('25 hình/giây · GOP 1 giây').waitFor({ timeout: 60_000 });
    expect(await barriers(admin)).toEqual([]);
    await admin.getByTestId('camera-search').fill('ban tiep');
    await until('only that camera is left', async () => (await admin.getByTestId('camera-row').count()) === 1);
    await admin.getByRole('link', { name: 'Bàn tiếp' }).focus();
    await admin.keyboard.press('Enter');
    await admin.getByTestId('gaps').waitFor();
    expect(await admin.getByRole('heading', { level: 1 }).textContent()).toBe('Bàn tiếp');
    expect(await barriers(admin)).toEqual([]);
  });

  it('tests it: sees what it sends and what to change, and no picture', async () => {
    await admin.getByTestId('test-camera').click();
    await admin.getByTestId('test-running').waitFor();
    const works = admin.getByTestId('test-works');
    await works.waitFor({ timeout: 45_000 });
    expect(await works.textContent()).toContain('H.264 · 640×360');
    expect(await works.locator('[data-problem=picture_small]').count()).toBe(1);
    expect(await works.locator('img').count()).toBe(0);
    await admin.keyboard.press('Escape');
    await works.waitFor({ state: 'detached' });
  });

  it('switches it off with a reason that stays with the gap, and on again', async () => {
    await admin.getByTestId('disable-camera').click();
    await say(admin, 'Sửa điện');
    await admin.locator('[data-testid=camera-state][data-state=disabled]').waitFor();
    await admin.getByTestId('gaps').getByText('Sửa điện (').waitFor({ timeout: 30_000 });
    await admin.getByTestId('disable-camera').click();
    await admin.getByTestId('submit').click();
    await admin.locator('[data-testid=camera-state][data-state=recording]').waitFor({ timeout: 60_000 });
  });

  it('imports cameras: a file with a fault says where and saves nothing, a right one adds them', async () => {
    await admin.goto(`${house.origin}/cameras`);
    await admin.getByTestId('import-cameras').click();
    const choose = (lines: string[]) =>
      admin.locator('input[type=file]').setInputFiles({
        ...{ name: 'cameras.csv', mimeType: 'text/csv' },
        buffer: Buffer.from(['room,code,name,address,room_name', ...lines].join('\n')),
      });
    const good = 'tiep-dan-2,cua,Cửa phòng 2,rtsp://127.0.0.1:9/none,Phòng tiếp công dân số 2';
    await choose([good, 'tiep-dan-2,c 2,,rtsp://127.0.0.1:9/none,']);
    await admin.locator('[data-outcome=fault]').getByText('thiếu name').waitFor();
    expect(await admin.getByTestId('submit').isDisabled()).toBe(true);
    await choose([good]);
    await admin.locator('[data-outcome=added]').waitFor();
    expect(await barriers(admin)).toEqual([]);
    await admin.getByTestId('submit').click();
    await row(admin, 'Cửa phòng 2').getByText('camera từ chối kết nối').waitFor({ timeout: 30_000 });
  });
});

describe('a supervisor', () => {
  it('tests a camera and sees its picture', async () => {
    await supervisor.goto(`${house.origin}/cameras`);
    await row(supervisor, 'toan-canh').filter({ hasText: 'số 1' }).getByRole('link').click();
    expect(await supervisor.getByTestId('edit-camera').count()).toBe(0);
    await supervisor.getByTestId('test-camera').click();
    const picture = supervisor.getByTestId('test-works').locator('img');
    await picture.waitFor({ timeout: 45_000 });
    expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640);
  });

  it('pauses its room with a reason, sees until when, and lets it record again', async () => {
    await supervisor.goto(house.origin);
    const card = supervisor.getByTestId('room-card').filter({ hasText: 'Phòng tiếp công dân số 1' });
    await card.getByTestId('pause-room').click();
    await say(supervisor, 'Bảo trì phòng');
    await card.getByTestId('room-paused').waitFor();
    await card.locator('[data-testid=camera-state][data-state=paused]').first().waitFor();
    await card.getByTestId('resume-room').click();
    await card.getByTestId('pause-room').waitFor();
    await until(
      'both cameras record again',
      async () => (await card.locator('[data-testid=camera-state]').count()) === 0,
    );
  });
});
