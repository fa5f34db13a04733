import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markerRoutes } from '../../../services/contracts/custody/marker.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { barriers, isTooWide } from '../../e2e/support/barriers.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { cut, openWorkHouse, type Visitor, type WorkHouse } from '../casework/work-house.ts';

/** Markers in Chromium: one click while people are received, keys in the replay, and a colleague who hears of one at once. */
let house: WorkHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let officer: Page;
let supervisor: Page;
let chief: Page;
let chiefPerson: Visitor;
let sessionId: string;
let runningId: string;
beforeAll(async () => {
  house = await openWorkHouse({ webDist: join(import.meta.dirname, '../../../web/dist') });
  const room = await house.room(2);
  for (const camera of room.cameras) await house.store(camera, house.start, 60);
  ({ id: sessionId } = await cut(house.officer, room.id, house.at(1), house.at(59)));
  ({ id: runningId } = await house.officer.call(sessionRoutes.start, { body: { roomId: room.id } }));
  browser = await openBrowser();
  chiefPerson = await house.api.visitor('chief');
  officer = await browser.person(house.api.baseUrl, house.officer);
  supervisor = await browser.person(house.api.baseUrl, await house.api.visitor('supervisor'));
  chief = await browser.person(house.api.baseUrl, chiefPerson);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const markersOf = (id: string) => chiefPerson.call(markerRoutes.list, { params: { sessionId: id } });

async function isNarrowToo(page: Page) {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await isTooWide(page)).toBe(false);
  expect(await barriers(page)).toEqual([]);
}

it('an officer marks a step with one click while receiving, and takes it back', async () => {
  await officer.getByTestId('mark-notice_read').click();
  await officer.getByTestId('marker-undo-line').waitFor();
  expect(await officer.getByTestId('marker-undo-line').textContent()).toContain('đã thông báo có ghi âm, ghi hình');
  expect(await barriers(officer)).toEqual([]);
  await officer.getByTestId('marker-undo').click();
  await expect.poll(async () => (await markersOf(runningId)).items).toEqual([]);
  await officer.getByTestId('mark-no_coercion').click();
  await officer.goto(`${house.api.baseUrl}/sessions/${runningId}`);
  await officer.locator('[data-testid=marker][data-kind=no_coercion]').waitFor();
  await officer.getByTestId('mark-free').click();
  expect(await officer.getByTestId('marker-form').textContent()).toContain(
    'Không ghi tên hay thông tin nhận ra công dân',
  );
  await officer.keyboard.type('công dân đề nghị giấy biên nhận');
  await officer.keyboard.press('Enter');
  await officer.locator('[data-testid=marker][data-kind=note]').waitFor();
  expect(await barriers(officer)).toEqual([]);
  await isNarrowToo(officer);
});

it('a link to an instant asks why, and the replay begins there', async () => {
  const at = house.at(21).toISOString();
  await supervisor.goto(`${house.api.baseUrl}/sessions/${sessionId}/replay?at=${at}`);
  await supervisor.getByTestId('reason-note').fill('kiểm tra định kỳ');
  await supervisor.getByTestId('reason-submit').click();
  await supervisor.locator('video[data-condition=footage]').first().waitFor();
  expect(await supervisor.getByTestId('timeline').getAttribute('aria-valuenow')).toBe('20');
});

it('M marks the picture that is shown for a colleague, who hears of it at once', async () => {
  await supervisor.keyboard.press('m');
  await supervisor.keyboard.type('xem lại đoạn này giúp tôi');
  await supervisor.getByTestId('marker-for').click();
  await supervisor.getByRole('option', { name: 'Name of chief' }).click();
  expect(await barriers(supervisor)).toEqual([]);
  await supervisor.getByTestId('marker-save').click();
  await supervisor.getByTestId('marker-flag').waitFor();
  const { items } = await markersOf(sessionId);
  expect(items).toMatchObject([{ at: house.at(21).toISOString(), for: { id: chiefPerson.id } }]);
  await chief.getByTestId('open-notes').waitFor({ timeout: 5000 });
  await chief.getByTestId('note-for-me').waitFor();
  expect(await chief.getByTestId('note-for-me').textContent()).toContain('xem lại đoạn này giúp tôi');
  expect(await barriers(chief)).toEqual([]);
});

it('quick markers, a filter, and ↑ ↓ from one to the next', async () => {
  await supervisor.keyboard.press('Home');
  await supervisor.getByTestId('mark-identified').click();
  await supervisor.getByTestId('marker-flag').nth(1).waitFor();
  const now = () => supervisor.getByTestId('timeline').getAttribute('aria-valuenow');
  await supervisor.getByTestId('timeline').focus();
  await supervisor.keyboard.press('ArrowDown');
  await expect.poll(now).toBe('20');
  await supervisor.keyboard.press('ArrowUp');
  await expect.poll(now).toBe('0');
  await supervisor.getByTestId('marker-search').fill('xem lai');
  await expect.poll(() => supervisor.getByTestId('marker').count()).toBe(1);
  expect(await barriers(supervisor)).toEqual([]);
  await supervisor.getByTestId('marker-search').fill('');
  await isNarrowToo(supervisor);
  await supervisor.getByTestId('copy-link').click();
  await supervisor.getByText('Ai mở cũng phải nêu lý do').waitFor();
});

it('the colleague goes there, answers, says that it is dealt with, and sees every state', async () => {
  await chief.getByTestId('note-open').click();
  await chief.getByTestId('reason-note').fill('theo đề nghị');
  await chief.getByTestId('reason-submit').click();
  await chief.locator('[data-testid=marker][data-kind=note]').getByRole('button', { name: 'Trả lời' }).click();
  await chief.keyboard.type('đã xem, không có gì sai');
  await chief.keyboard.press('Enter');
  await chief.getByTestId('marker-answer').waitFor();
  await chief.locator('[data-testid=marker][data-kind=note]').getByRole('button', { name: 'Đã xử lý' }).click();
  await chief.getByTestId('open-notes').waitFor({ state: 'detached' });
  await supervisor.goto(house.api.baseUrl);
  await supervisor.getByTestId('note-for-me').waitFor();
  await chief.goto(`${house.api.baseUrl}/sessions/${sessionId}`);
  await chief.getByTestId('marker-history').click();
  await chief.getByTestId('marker-state').nth(2).waitFor();
  expect(await barriers(chief)).toEqual([]);
});

it('for whoever may not know of the session the link leads nowhere', async () => {
  const stranger = await browser.person(house.api.baseUrl, await house.api.visitor('officer', 'stranger'));
  await stranger.goto(`${house.api.baseUrl}/sessions/${sessionId}/replay?at=${house.at(21).toISOString()}`);
  await stranger.locator('[data-testid=problem][data-code=not_found]').waitFor();
  expect(await stranger.getByTestId('reason-note').count()).toBe(0);
});
