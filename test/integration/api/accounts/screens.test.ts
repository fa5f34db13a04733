import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountRoutes } from '../../../../services/contracts/access/account.ts';
import { barriers } from '../../../e2e/support/barriers.ts';
import { openBrowser } from '../../../e2e/support/browser.ts';
import { startApi, type TestApi } from '../../../support/api.ts';

/** A new chief's first login, by keyboard: a password of their own, a phone, recovery codes; then a login with a code. */
let api: TestApi;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let admin: Awaited<ReturnType<TestApi['visitor']>>;
const first = 'given-by-the-admin';
const own = 'xe dap cu cua ong noi';
let secret = '';
let recoveryCodes: string[] = [];
beforeAll(async () => {
  api = await startApi({ totpRoles: ['chief'], webDist: join(import.meta.dirname, '../../../../web/dist') });
  admin = await api.visitor('admin');
  const body = { login: 'chinh', name: 'Lê Minh Chính', role: 'chief' as const, password: first };
  await admin.call(accountRoutes.createAccount, { body });
  browser = await openBrowser();
  page = await browser.page(api.baseUrl);
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
});

const codeNow = (offsetMs = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + offsetMs });

/** Types into the field that has the focus, then goes on to the next. */
async function type(text: string, key: 'Tab' | 'Enter') {
  await page.keyboard.type(text);
  await page.keyboard.press(key);
}

async function focused(name: string) {
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe(name);
}

it('the first password is changed, by keyboard', async () => {
  await focused('login');
  await type('chinh', 'Tab');
  await type(first, 'Enter');
  await page.locator('[data-testid=set-up][data-setup=password]').waitFor();
  expect(await barriers(page)).toEqual([]);
  await focused('present');
  for (const text of [first, 'matkhau123456']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
    // The button that shows what was typed.
    if (!(await page.evaluate(() => document.activeElement?.matches('input')))) await page.keyboard.press('Tab');
  }
  await type('matkhau123456', 'Enter');
  await page.locator('[data-testid=problem][data-code=password_common]').waitFor();
  await page.locator('input[name=next]').fill(own);
  await page.locator('input[name=again]').fill(own);
  await page.locator('input[name=again]').press('Enter');
});

it('a phone is enrolled: a QR code made in the page, a code, recovery codes', async () => {
  await page.locator('[data-testid=set-up][data-setup=second_factor]').waitFor();
  expect(await barriers(page)).toEqual([]);
  await page.getByTestId('offer-factor').press('Enter');
  await page.getByTestId('qr').waitFor();
  expect(await barriers(page)).toEqual([]);
  secret = ((await page.getByTestId('secret').textContent()) ?? '').replaceAll(' ', '');
  await focused('code');
  await type(codeNow(), 'Enter');
  await page.getByTestId('recovery-codes').waitFor();
  expect(await barriers(page)).toEqual([]);
  recoveryCodes = await page.getByTestId('recovery-codes').locator('li').allTextContents();
  expect(recoveryCodes).toHaveLength(10);
  await page.getByTestId('codes-kept').press('Enter');
  await page.getByTestId('account-menu').waitFor();
});

it('the next login asks for a code after the password', async () => {
  await page.getByTestId('account-menu').press('Enter');
  await page.getByTestId('logout').click();
  await focused('login');
  await type('chinh', 'Tab');
  await type(own, 'Enter');
  await focused('code');
  expect(await barriers(page)).toEqual([]);
  await type('000000', 'Enter');
  await page.locator('[data-testid=problem][data-code=wrong_login]').waitFor();
  await page.locator('input[name=code]').fill(codeNow(30_000));
  await page.locator('input[name=code]').press('Enter');
  await page.getByTestId('account-menu').waitFor();
});

it('my account shows where I am logged in, and ends the other places', async () => {
  const elsewhere = api.stranger();
  await elsewhere.logIn('chinh', own, recoveryCodes[0]);
  await page.goto(`${api.baseUrl}/account`);
  await page.locator('[data-testid=factor-state][data-enrolled=true]').waitFor();
  expect(await page.locator('[data-testid=login][data-this=true]').textContent()).toContain('Chrome · Linux');
  expect(await page.getByTestId('login').count()).toBe(2);
  expect(await barriers(page)).toEqual([]);
  await page.getByTestId('end-others').press('Enter');
  await expect.poll(() => page.getByTestId('login').count()).toBe(1);
  await expect(elsewhere.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
});

it('an administrator resets the second factor; the chief’s open page goes to the login at once', async () => {
  const desk = await browser.person(api.baseUrl, admin);
  await desk.goto(`${api.baseUrl}/people`);
  const row = desk.locator('[data-testid=account-row]', { hasText: 'chinh' });
  await row.locator('[data-testid=factor][data-enrolled=true]').waitFor();
  expect(await barriers(desk)).toEqual([]);
  await row.getByTestId('account-acts').press('Enter');
  await desk.getByTestId('reset-factor').click();
  await desk.getByTestId('submit').waitFor();
  await desk.getByRole('menu').waitFor({ state: 'detached' });
  expect(await barriers(desk)).toEqual([]);
  await desk.getByTestId('submit').press('Enter');
  await row.locator('[data-testid=factor][data-enrolled=false]').waitFor();
  await page.getByTestId('login-form').waitFor({ timeout: 2000 });
});
