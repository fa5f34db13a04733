import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ownAccountRoutes } from '../../../../../services/contracts/access/account.ts';
import { barriers } from '../../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../../e2e/support/browser.ts';
import { type OidcHouse, openOidcHouse } from './house.ts';

/** In Chromium, by keyboard: to the provider, which is another site than ours, and back. */
let house: OidcHouse;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let admin: Awaited<ReturnType<OidcHouse['api']['visitor']>>;
const stopped: string[] = [];
beforeAll(async () => {
  const webDist = join(import.meta.dirname, '../../../../../web/dist');
  house = await openOidcHouse({ name: 'Cổng đăng nhập tỉnh' }, { webDist });
  admin = await house.api.visitor('admin');
  await house.api.visitor('officer', 'an');
  house.provider.people.set('sub-an', { name: 'an' }).set('sub-other', { name: 'other' });
  browser = await openBrowser();
  page = await browser.page(house.api.baseUrl);
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) stopped.push(message.text());
  });
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** At the provider. */
async function be(sub: string) {
  await page.locator('input[name=sub]').fill(sub);
  await page.keyboard.press('Enter');
}

async function goThere() {
  await page.getByTestId('oidc-login').press('Enter');
}

const leave = async () => {
  await page.getByTestId('account-menu').press('Enter');
  await page.getByTestId('logout').click();
  await page.getByTestId('login-form').waitFor();
};

it('the login page offers it beside the password', async () => {
  expect(await page.getByTestId('oidc-login').textContent()).toBe('Đăng nhập bằng Cổng đăng nhập tỉnh');
  expect(await barriers(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const isCut = (button: Element) =>
    [...button.querySelectorAll('span')].some(
      (one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight,
    );
  expect(await page.getByTestId('oidc-login').evaluate(isCut)).toBe(false);
  await page.setViewportSize({ width: 1440, height: 900 });
});

it('who has no account here is told so, and what to do', async () => {
  await goThere();
  await be('sub-other');
  const problem = page.locator('[data-testid=problem][data-code=oidc_unknown]');
  await problem.waitFor();
  expect(await problem.textContent()).toContain('quản trị hệ thống');
  expect(page.url()).toBe(`${house.api.baseUrl}/`);
  expect(await barriers(page)).toEqual([]);
  await page.context().clearCookies();
});

it('who has one is on the start page, across sites; a log-out says that it goes on there', async () => {
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  await goThere();
  await page.waitForURL(/localhost/);
  await be('sub-an');
  await page.getByTestId('account-menu').waitFor();
  expect(page.url()).toBe(`${house.api.baseUrl}/`);
  await leave();
  await page.getByText('Hệ thống đăng nhập chung vẫn nhớ bạn').waitFor();
  expect(await barriers(page)).toEqual([]);
  // It still knows the person: nothing to type.
  await goThere();
  await page.getByTestId('account-menu').waitFor();
  await leave();
});

it('our code is asked for after it, where the account has one', async () => {
  const an = house.api.stranger();
  await an.logIn('an', 'long-enough-password');
  const { secret } = await an.call(ownAccountRoutes.offerSecondFactor, { body: { password: 'long-enough-password' } });
  const codeNow = (steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now() + steps * 30_000 });
  await an.call(ownAccountRoutes.confirmSecondFactor, { body: { code: codeNow() } });
  await goThere();
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('code');
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=problem][data-code=wrong_code]').waitFor();
  await page.locator('input[name=code]').fill(codeNow(1));
  await page.keyboard.press('Enter');
  await page.getByTestId('account-menu').waitFor();
  await leave();
});

it('a code that comes too late leads back to the beginning', async () => {
  await goThere();
  await page.locator('input[name=code]').fill('000000');
  house.clock.aheadMs = 600_001;
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=problem][data-code=oidc_stale]').waitFor();
  house.clock.aheadMs = 0;
  await page.locator('input[name=password]').waitFor();
});

it('a provider that is away is said to be, and the password still opens', async () => {
  await house.provider.away();
  house.clock.aheadMs = 3_600_001;
  await goThere();
  await page.locator('[data-testid=problem][data-code=oidc_away]').waitFor();
  expect(await barriers(page)).toEqual([]);
  house.clock.aheadMs = 0;
  await house.provider.back();
  await page.locator('input[name=login]').fill('admin');
  await page.locator('input[name=password]').fill(admin.password);
  await page.keyboard.press('Enter');
  await page.getByTestId('account-menu').waitFor();
});

it('an administrator sees who is bound, and undoes it', async () => {
  await page.goto(`${house.api.baseUrl}/people`);
  const row = page.getByTestId('account-row').filter({ has: page.getByTestId('oidc-bound') });
  await row.getByTestId('account-acts').press('Enter');
  await page.getByTestId('unbind-oidc').click();
  await page.getByRole('dialog').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Gỡ liên kết' }).press('Enter');
  await row.waitFor({ state: 'detached' });
  expect(await house.api.db.selectFrom('oidc_identities').selectAll().execute()).toEqual([]);
});

it('nothing was stopped by our own policy', () => expect(stopped).toEqual([]));
