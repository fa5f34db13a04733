import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { barriers, barriersBothWays } from '../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../e2e/support/browser.ts';
import { openWorkHouse, type WorkHouse } from '../../casework/work-house.ts';

/** An officer writes down who came, opens it, corrects it; in Chromium, by keyboard. */
let house: WorkHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let officer: Page;
let chief: Page;
let address: string;
beforeAll(async () => {
  house = await openWorkHouse({ webDist: join(import.meta.dirname, '../../../../web/dist') });
  const { id: roomId } = await house.room();
  const { id } = await house.officer.call(sessionRoutes.start, { body: { roomId } });
  await house.officer.call(sessionRoutes.stop, { params: { sessionId: id } });
  address = `${house.api.baseUrl}/sessions/${id}`;
  browser = await openBrowser();
  officer = await browser.person(house.api.baseUrl, house.officer);
  chief = await browser.person(house.api.baseUrl, await house.api.visitor('chief'));
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const name = 'Lê Văn Ổi';
const shown = () => officer.getByTestId('identity');

it('an identity is written, and the card shows a code only', async () => {
  await officer.goto(address);
  await officer.getByTestId('add-visitor').focus();
  await officer.keyboard.press('Enter');
  await officer.locator('[name=name]').fill(name);
  await officer.locator('[name=birthYear]').fill('1950');
  await officer.locator('[name=paper]').fill('001050001234');
  expect(await barriers(officer)).toEqual([]);
  await officer.locator('[name=name]').press('Enter');
  await officer.getByTestId('visitor').waitFor();
  expect(await officer.getByTestId('visitor').textContent()).toMatch(/Công dân #[A-Z]\d{4}/);
  expect(await officer.content()).not.toContain('Ổi');
  expect(await barriers(officer)).toEqual([]);
});

it('it opens with a reason, closes by itself after a minute, and leaves nothing in the page', async () => {
  await officer.clock.install();
  await open('gửi giấy mời');
  expect(await shown().textContent()).toContain(name);
  expect(await shown().textContent()).toContain('1950');
  expect(await barriers(officer)).toEqual([]);
  await officer.clock.fastForward(30_000);
  expect(await shown().count()).toBe(1);
  await officer.clock.fastForward(31_000);
  await shown().waitFor({ state: 'detached' });
  expect(await officer.content()).not.toContain('Ổi');
  expect(await officer.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('Ổi');
  await officer.getByTestId('opening').waitFor();
  expect(await officer.getByTestId('opening').textContent()).toContain('gửi giấy mời');
});

it('a reason that says who it is is refused', async () => {
  await open('gọi ông le van oi', false);
  await officer.locator('[data-testid=problem][data-code=reason_needed]').waitFor();
  await officer.keyboard.press('Escape');
});

it('it is corrected after it was opened', async () => {
  await open('sửa năm sinh');
  await officer.getByTestId('correct-identity').click();
  expect(await officer.locator('[name=name]').inputValue()).toBe(name);
  await officer.locator('[name=birthYear]').fill('1951');
  await officer.getByTestId('submit').click();
  await officer.getByTestId('visitor').getByText('bản 2').waitFor();
});

it('a chief sees the code and who opened, and may only ask', async () => {
  await chief.goto(address);
  await chief.getByTestId('opening').first().waitFor();
  expect(await chief.getByTestId('visitor').count()).toBe(1);
  expect(await chief.getByTestId('opening').count()).toBe(2);
  expect(await chief.getByTestId('open-identity').count()).toBe(0);
  expect(await chief.getByTestId('add-visitor').count()).toBe(0);
  expect(await chief.getByTestId('ask-identity').count()).toBe(1);
});

it('a chief asks by keyboard, and it waits for another person', async () => {
  await chief.getByTestId('ask-identity').focus();
  await chief.keyboard.press('Enter');
  await chief.locator('[name=openingNote]').fill('công văn của tòa án');
  expect(await barriersBothWays(chief, 'vault-ask')).toEqual([]);
  await chief.locator('[name=openingNote]').press('Enter');
  await chief.getByTestId('visitor').getByText('chờ người khác phê duyệt').waitFor();
  expect(await chief.getByTestId('ask-identity').count()).toBe(0);
  // While it fades in, its words are too pale.
  await chief.getByRole('alert').getByLabel('Đóng').click();
  await chief.getByText('Đã gửi đề nghị').waitFor({ state: 'detached' });
  expect(await barriersBothWays(chief, 'vault-waits')).toEqual([]);
});

it('the officer approves, and the chief opens it once, without a way to correct it', async () => {
  await officer.goto(`${house.api.baseUrl}/approvals`);
  await officer.getByTestId('approval').getByText('công văn của tòa án').waitFor();
  expect(await barriersBothWays(officer, 'vault-approve')).toEqual([]);
  await officer.getByTestId('approve').click();
  await officer.locator('[name=reason]').fill('đúng thẩm quyền');
  await officer.getByTestId('submit').click();
  await chief.getByTestId('once-identity').focus();
  expect(await barriersBothWays(chief, 'vault-granted')).toEqual([]);
  await chief.keyboard.press('Enter');
  await chief.getByTestId('submit').waitFor();
  expect(await barriersBothWays(chief, 'vault-once')).toEqual([]);
  await chief.getByTestId('submit').press('Enter');
  const identity = chief.getByTestId('identity');
  expect(await identity.textContent()).toContain(name);
  expect(await identity.getByTestId('correct-identity').count()).toBe(0);
  expect(await barriersBothWays(chief, 'vault-shown')).toEqual([]);
  await chief.keyboard.press('Escape');
  await chief.getByTestId('ask-identity').waitFor();
  expect(await chief.content()).not.toContain('Ổi');
  await chief.getByTestId('opening').getByText('phê duyệt').waitFor();
});

async function open(note: string, opens = true) {
  await officer.getByTestId('open-identity').click();
  await officer.locator('[name=openingNote]').fill(note);
  await officer.locator('[name=openingNote]').press('Enter');
  if (opens) await shown().waitFor();
}
