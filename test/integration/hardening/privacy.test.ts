import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { privacyRoutes } from '../../../services/contracts/custody/privacy.ts';
import { retentionRoutes } from '../../../services/contracts/custody/retention.ts';
import { barriers } from '../../e2e/support/barriers.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { startApi, type TestApi } from '../../support/api.ts';

/** A visitor without an account reads what is recorded of them; so does whoever is logged in. */
const regulation = 'Quy chế số 12/QĐ-TTr ngày 05/01/2026';
let api: TestApi;
let named: TestApi;
let page: Page;
let browser: Awaited<ReturnType<typeof chromium.launch>>;
beforeAll(async () => {
  const webDist = join(import.meta.dirname, '../../../web/dist');
  api = await startApi({ webDist });
  named = await startApi({ webDist, privacy: { regulation, contact: 'Văn phòng Thanh tra, phòng 105' } });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  page = await browser.newPage({ viewport: { width: 390, height: 844 } });
});
afterAll(async () => {
  await browser?.close();
  await named?.close();
  await api?.close();
});

it('a stranger is told the days that hold, the regulation and whom to ask, and nothing more', async () => {
  const told = await named.stranger().call(privacyRoutes.get);
  const chief = await named.visitor('chief');
  const { items } = await chief.call(retentionRoutes.classes);
  expect(told).toEqual({ regulation, contact: 'Văn phòng Thanh tra, phòng 105', items });
});

it('the page is found from the login page, and says that the office must name its regulation', async () => {
  await page.goto(api.baseUrl);
  await page.getByTestId('privacy-link').click();
  await page.getByTestId('regulation').waitFor();
  expect(page.url()).toBe(`${api.baseUrl}/privacy`);
  expect(await page.getByTestId('regulation').textContent()).toContain('chưa ghi số');
  expect(await barriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('link', { name: 'Về trang đăng nhập' }).click();
  await page.getByTestId('login-form').waitFor();
});

it('it names what the office has named, in three languages', async () => {
  await page.goto(`${named.baseUrl}/privacy`);
  for (const [language, title] of [
    ['English', 'Recording and personal data'],
    ['Русский', 'Запись и персональные данные'],
    ['Tiếng Việt', 'Ghi hình, ghi âm và dữ liệu cá nhân'],
  ] as const) {
    await page.getByTestId('language').click();
    await page.getByRole('menuitem', { name: language }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await page.getByTestId('regulation').textContent()).toContain(regulation);
    expect(await page.getByTestId('contact').textContent()).toContain('phòng 105');
  }
});

it('whoever is logged in finds it in the account menu', async () => {
  const inside = await openBrowser();
  try {
    const person = await inside.person(api.baseUrl, await api.visitor('admin'));
    await person.getByTestId('account-menu').click();
    await person.getByTestId('privacy-link').click();
    await person.getByTestId('regulation').waitFor();
    expect(await person.getByTestId('account-menu').count()).toBe(1);
    // The page is judged when the menu is gone.
    await person.getByRole('menu').waitFor({ state: 'hidden' });
    expect(await barriers(person)).toEqual([]);
  } finally {
    await inside.close();
  }
});
