import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emergencyRoutes } from '../../../../services/contracts/access/emergency.ts';
import { barriersBothWays } from '../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../e2e/support/browser.ts';
import { cut, openWorkHouse, type Visitor, type WorkHouse } from '../../casework/work-house.ts';

/** An administrator asks in an emergency, a supervisor approves, the picture plays, a chief ends it; in Chromium. */
let house: WorkHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let visitor: Visitor;
let admin: Page;
let supervisor: Page;
let chief: Page;
let officer: Page;
let sessionId: string;
let roomId: string;
beforeAll(async () => {
  house = await openWorkHouse({ webDist: join(import.meta.dirname, '../../../../web/dist') });
  const room = await house.room();
  roomId = room.id;
  await house.store(room.cameras[0], house.start, 30);
  sessionId = (await cut(house.officer, room.id, house.at(1), house.at(29))).id;
  browser = await openBrowser();
  const person = (account: Visitor) => browser.person(house.api.baseUrl, account);
  visitor = await house.api.visitor('admin');
  admin = await person(visitor);
  supervisor = await person(await house.api.visitor('supervisor'));
  chief = await person(await house.api.visitor('chief'));
  officer = await person(house.officer);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const go = (page: Page, path: string) => page.goto(`${house.api.baseUrl}${path}`);
const look = () => admin.getByTestId('look').first();

it('the page says what is recorded before anything is asked', async () => {
  await go(admin, '/emergency');
  await admin.getByText('Chưa xin xem lần nào').waitFor();
  for (const words of ['không xóa được', 'dù bạn có bấm phát hay không', 'Buổi được bảo vệ'])
    expect(await admin.getByText(words).count()).toBe(1);
  expect(await barriersBothWays(admin, 'emergency-page')).toEqual([]);
});

it('it is asked by keyboard, can be taken back, and waits', async () => {
  await admin.getByTestId('ask-look').focus();
  await admin.keyboard.press('Enter');
  await admin.locator('[name=reason]').fill('có tiếng kêu cứu, không gọi được ai');
  expect(await barriersBothWays(admin, 'emergency-ask')).toEqual([]);
  await admin.getByTestId('submit').focus();
  await admin.keyboard.press('Enter');
  await look().locator('text=chờ phê duyệt').waitFor();
  expect(await admin.getByTestId('ask-look').isDisabled()).toBe(true);
  await admin.getByTestId('withdraw-look').click();
  await admin.locator('[data-testid=look][data-state=withdrawn]').waitFor();
  // The stretch with footage is older than the form's half hour.
  const stretch = { roomId, from: house.at(5).toISOString(), to: house.at(25).toISOString() };
  await visitor.call(emergencyRoutes.ask, { body: { ...stretch, reason: 'có tiếng kêu cứu, không gọi được ai' } });
  await admin.locator('[data-testid=look][data-state=asked]').waitFor();
  await closeNotices(admin);
  expect(await barriersBothWays(admin, 'emergency-waits')).toEqual([]);
});

it('a supervisor sees it with a red mark, and approves', async () => {
  await go(supervisor, '/approvals');
  const request = supervisor.locator('[data-act="record.emergency"][data-state=asked]');
  await request.getByText('khẩn cấp', { exact: true }).waitFor();
  expect(await barriersBothWays(supervisor, 'emergency-approve')).toEqual([]);
  await request.getByTestId('approve').click();
  await supervisor.locator('[name=reason]').fill('đúng là khẩn cấp');
  await supervisor.getByTestId('submit').click();
  await admin.locator('[data-testid=look][data-state=granted]').waitFor();
  await closeNotices(admin);
  expect(await barriersBothWays(admin, 'emergency-granted')).toEqual([]);
});

it('the administrator looks, with name and time over the picture', async () => {
  await admin.getByTestId('open-look').focus();
  await admin.keyboard.press('Enter');
  await admin.locator('video[data-condition=footage]').waitFor();
  expect(await admin.getByTestId('viewer-mark').getAttribute('data-mark')).toContain('Name of admin');
  await admin.keyboard.press('Space');
  await admin.locator('[data-testid=replay][data-playing=true]').waitFor();
  expect(await barriersBothWays(admin, 'emergency-plays')).toEqual([]);
});

it('the officer of the session sees who looked, and who approved it', async () => {
  await go(officer, `/sessions/${sessionId}`);
  const record = officer.getByTestId('view-record');
  await record.getByText('Name of supervisor phê duyệt').waitFor();
  expect(await record.textContent()).toContain('Name of admin');
  expect(await barriersBothWays(officer, 'emergency-who-looked')).toEqual([]);
});

it('a chief ends it, and the picture is gone within a second', async () => {
  await go(chief, '/approvals');
  await chief.getByTestId('end-look').waitFor();
  expect(await barriersBothWays(chief, 'emergency-chief')).toEqual([]);
  await chief.getByTestId('end-look').focus();
  const answered = chief.waitForResponse((response) => response.url().endsWith('/end'));
  await chief.keyboard.press('Enter');
  await answered;
  const endedAt = performance.now();
  await admin.getByText('Lượt xem khẩn cấp đã hết').waitFor();
  const goneMs = performance.now() - endedAt;
  console.info(`the picture is gone ${goneMs.toFixed(0)} ms after the end`);
  expect(goneMs).toBeLessThan(1000);
  expect(await admin.locator('video').count()).toBe(0);
  expect(await barriersBothWays(admin, 'emergency-over')).toEqual([]);
});

/** Words that fade in are too pale for a moment. */
async function closeNotices(page: Page) {
  for (const notice of await page.getByRole('alert').getByLabel('Đóng').all()) await notice.click();
  await page.getByRole('alert').first().waitFor({ state: 'detached' });
}
