import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { playDemoSession } from '../../infra/up/demo-session.ts';
import { markerRoutes } from '../../services/contracts/custody/marker.ts';
import { sessionRoutes } from '../../services/contracts/session.ts';
import { barriers } from './support/barriers.ts';
import { openBrowser } from './support/browser.ts';
import { openTestHouse, type TestHouse } from './support/test-house.ts';

/** Somebody new at a new installation: what is there to be seen, and the way to it. */
let house: TestHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let played: Promise<void>;
const ending = new AbortController();

beforeAll(async () => {
  house = await openTestHouse();
  browser = await openBrowser();
  const account = house.account('officer');
  played = playDemoSession({ origin: house.origin, account, cameras: house.cameras(), signal: ending.signal });
  page = await browser.person(house.origin, house.account('supervisor'));
});
afterAll(async () => {
  ending.abort();
  await played?.catch(() => undefined);
  await browser?.close();
  await house?.close();
});

const steps = () => page.getByTestId('first-steps');

it('shows the first steps of the role, without a barrier', async () => {
  await steps().waitFor();
  expect(await steps().locator('li').count()).toBe(3);
  expect(await barriers(page)).toEqual([]);
});

it('the session that the demo plays has two cameras, a gap with its cause, markers and a case', async () => {
  await played;
  const officer = await house.client('officer');
  const { items } = await officer.call(sessionRoutes.list);
  expect(items).toMatchObject([{ state: expect.stringMatching(/processing|sealed/), cases: [{ kind: 'KN' }] }]);
  const params = { sessionId: items[0]?.id ?? '' };
  const markers = await officer.call(markerRoutes.list, { params });
  expect(markers.items.map(({ kind }) => kind)).toEqual([
    ...['notice_read', 'identified', 'note', 'notes_read_back', 'signed', 'receipt_given', 'closing'],
  ]);
  await expect
    .poll(async () => (await officer.call(sessionRoutes.get, { params })).state, { timeout: 60_000 })
    .toBe('sealed');
  const { clips } = await officer.call(sessionRoutes.get, { params });
  // Before it is refused it was heard to end: two causes, one after the other.
  const gaps = clips.flatMap(({ gaps }) => gaps);
  expect(clips.filter((clip) => clip.gaps.length > 0)).toHaveLength(1);
  expect(Date.parse(gaps.at(-1)?.to ?? '') - Date.parse(gaps[0]?.from ?? '')).toBeGreaterThan(3000);
});

it('leads straight to its replay, where all of this stands on the timeline', async () => {
  await page.reload();
  await page.getByTestId('first-step-replay').click();
  await page.getByTestId('reason-dialog').waitFor();
  await page.getByTestId('reason-note').fill('Xem thử');
  await page.keyboard.press('Enter');
  await page.getByTestId('gap').first().waitFor();
  expect(await page.locator('video').count()).toBe(2);
  await expect.poll(() => page.getByTestId('marker-flag').count()).toBe(7);
});

it('is put away for good by the person, and brought back from the menu', async () => {
  await page.goto(house.origin);
  await page.getByTestId('hide-first-steps').click();
  await steps().waitFor({ state: 'detached' });
  await page.reload();
  await page.getByTestId('account-menu').click();
  expect(await steps().count()).toBe(0);
  await page.getByTestId('show-first-steps').click();
  await steps().waitFor();
});

it('somebody who may not replay is led elsewhere', async () => {
  const admin = await browser.person(house.origin, house.account('admin'));
  await admin.getByTestId('first-steps').waitFor();
  expect(await admin.getByTestId('first-step-replay').count()).toBe(0);
  await admin.getByTestId('first-step-rooms').click();
  await admin.waitForURL(/\/rooms$/);
});
