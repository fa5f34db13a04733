import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes, ownAccountRoutes } from '../../../../../services/contracts/access/account.ts';
import { type OidcHouse, openOidcHouse } from './house.ts';

/** Our second factor after the provider; the other house takes the provider's word for one. */
let house: OidcHouse;
let trusting: OidcHouse;
beforeAll(async () => {
  house = await openOidcHouse({}, { totpRoles: ['chief'] });
  trusting = await openOidcHouse({ trustsAmr: true }, { totpRoles: ['chief'] });
});
afterAll(async () => {
  await house?.close();
  await trusting?.close();
});

const stepMs = 30_000;

/** An account with a phone, and a browser of its person. */
async function enrolled({ api, browser, clock }: OidcHouse, login: string, amr?: string[]) {
  const visitor = await api.visitor('officer', login);
  const { secret } = await visitor.call(ownAccountRoutes.offerSecondFactor, { body: { password: visitor.password } });
  const codeNow = (steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() + steps * stepMs });
  await visitor.call(ownAccountRoutes.confirmSecondFactor, { body: { code: codeNow() } });
  clock.aheadMs += stepMs;
  return { visitor, codeNow, browser: browser(`sub-${login}`, { name: login, ...(amr && { amr }) }) };
}

type Browser = ReturnType<OidcHouse['browser']>;
const give = (browser: Browser, code: string) =>
  browser.call(accountRoutes.oidcCode, { body: { code } }).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const isBound = async ({ api }: OidcHouse, accountId: string) =>
  (await api.db.selectFrom('oidc_identities').selectAll().where('account_id', '=', accountId).execute()).length === 1;

test('after the provider our code is asked for; before it nobody is in, and nobody is bound', async () => {
  const { visitor, codeNow, browser } = await enrolled(house, 'an');
  expect(await browser.logInThere()).toBe('/#login=code_needed');
  expect((await house.refusals())[0]).toMatchObject({
    thing_id: visitor.id,
    details: { by: 'oidc', code: 'code_needed' },
  });
  await expect(browser.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  expect(await isBound(house, visitor.id)).toBe(false);
  expect(await give(browser, '000000')).toBe('wrong_code');
  expect((await house.refusals())[0]).toMatchObject({
    thing_id: visitor.id,
    details: { by: 'oidc', code: 'wrong_code' },
  });
  expect(await isBound(house, visitor.id)).toBe(false);
  expect(await give(browser, codeNow())).toBe('done');
  expect(await browser.call(accountRoutes.me)).toMatchObject({ id: visitor.id, setup: null, viaOidc: true });
  expect(await isBound(house, visitor.id)).toBe(true);
  const entry = await house.api.db
    .selectFrom('audit_log')
    .select('details')
    .where('act', '=', 'login')
    .where('account_id', '=', visitor.id)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  expect(entry?.details).toEqual({ by: 'oidc', factor: 'totp' });
  expect(await give(browser, codeNow(1))).toBe('oidc_stale');
});

test('a recovery code does; a code that was used does not', async () => {
  const { visitor, codeNow, browser } = await enrolled(house, 'recovers');
  await house.api.stranger().logIn(visitor.login, visitor.password, codeNow());
  await browser.logInThere();
  expect(await give(browser, codeNow())).toBe('wrong_code');
  const { codes } = await visitor.call(ownAccountRoutes.renewRecoveryCodes, { body: { code: codeNow(1) } });
  expect(await give(browser, codes[0] ?? '')).toBe('done');
});

test('only the browser that came back may give it, within ten minutes', async () => {
  const { codeNow, browser } = await enrolled(house, 'late');
  await browser.logInThere();
  expect(await give(house.browser('sub-late'), codeNow())).toBe('oidc_stale');
  house.clock.aheadMs += 600_001;
  expect(await give(browser, codeNow())).toBe('oidc_stale');
});

test('codes cannot be tried for ever', async () => {
  const { codeNow, browser } = await enrolled(house, 'guessed');
  await browser.logInThere();
  const tries = [];
  for (let guess = 0; guess < 6; guess++) tries.push(await give(browser, String(guess).padStart(6, '0')));
  expect(tries.slice(0, 4)).toEqual(['wrong_code', 'wrong_code', 'wrong_code', 'wrong_code']);
  expect(tries.at(-1)).toBe('too_many_logins');
  expect(await give(browser, codeNow())).toBe('too_many_logins');
});

test('of two browsers with one code at once, one gets in', async () => {
  const { codeNow, browser } = await enrolled(house, 'at-once');
  const second = house.browser('sub-at-once');
  await browser.logInThere();
  await second.logInThere();
  const ends = await Promise.all([give(browser, codeNow()), give(second, codeNow())]);
  expect(ends.sort()).toEqual(['done', 'wrong_code']);
});

test('what ends the logins of an account ends half ones too', async () => {
  const admin = await house.api.visitor('admin');
  const changes = [
    (accountId: string) => admin.call(accountRoutes.changeAccount, { params: { accountId }, body: { disabled: true } }),
    (accountId: string) => admin.call(accountRoutes.endLogins, { params: { accountId } }),
    (accountId: string) => admin.call(accountRoutes.resetSecondFactor, { params: { accountId } }),
  ];
  for (const [number, change] of changes.entries()) {
    const { visitor, codeNow, browser } = await enrolled(house, `ended-${number}`);
    expect(await browser.logInThere()).toBe('/#login=code_needed');
    await change(visitor.id);
    expect(await give(browser, codeNow())).toBe('oidc_stale');
  }
});

test('the word of the provider counts only where it is trusted, and only for two factors', async () => {
  const doubted = await enrolled(house, 'doubted', ['pwd', 'otp', 'mfa']);
  expect(await doubted.browser.logInThere()).toBe('/#login=code_needed');
  const one = await enrolled(trusting, 'one', ['pwd']);
  expect(await one.browser.logInThere()).toBe('/#login=code_needed');
  const silent = await enrolled(trusting, 'silent');
  expect(await silent.browser.logInThere()).toBe('/#login=code_needed');
  const two = await enrolled(trusting, 'two', ['pwd', 'otp']);
  expect(await two.browser.logInThere()).toBe('/');
  const entry = await trusting.api.db
    .selectFrom('audit_log')
    .select('details')
    .where('act', '=', 'login')
    .where('account_id', '=', two.visitor.id)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  expect(entry?.details).toEqual({ by: 'oidc', factor: 'provider' });
});

test('a role that must have one enrols first, unless the provider had two and is trusted', async () => {
  await house.api.visitor('chief', 'chief');
  const browser = house.browser('sub-chief', { name: 'chief', amr: ['pwd', 'otp'] });
  expect(await browser.logInThere()).toBe('/');
  expect(await browser.call(accountRoutes.me)).toMatchObject({ setup: 'second_factor' });
  await expect(browser.call(accountRoutes.people)).rejects.toMatchObject({ code: 'second_factor_needed' });
  await trusting.api.visitor('chief', 'chief');
  const trusted = trusting.browser('sub-chief', { name: 'chief', amr: ['pwd', 'hwk'] });
  expect(await trusted.logInThere()).toBe('/');
  expect(await trusted.call(accountRoutes.me)).toMatchObject({ setup: null });
  await trusted.call(accountRoutes.people);
  // The same person with the password alone has had one factor only.
  const again = trusting.api.stranger();
  await again.logIn('chief', 'long-enough-password');
  await expect(again.call(accountRoutes.people)).rejects.toMatchObject({ code: 'second_factor_needed' });
});

test('a first password that was not changed yet is in the way of the password only', async () => {
  const admin = await trusting.api.visitor('admin');
  const body = { login: 'new', name: 'New', role: 'officer' as const, password: 'given-by-the-admin' };
  await admin.call(accountRoutes.createAccount, { body });
  const browser = trusting.browser('sub-new', { name: 'new' });
  await browser.logInThere();
  expect(await browser.call(accountRoutes.me)).toMatchObject({ setup: null });
  await browser.call(accountRoutes.people);
  expect(await trusting.api.stranger().logIn('new', body.password)).toMatchObject({ setup: 'password' });
});
