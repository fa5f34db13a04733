import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes } from '../../../../../services/contracts/access/account.ts';
import { type OidcHouse, openOidcHouse } from './house.ts';

let house: OidcHouse;
let admin: Awaited<ReturnType<OidcHouse['api']['visitor']>>;
beforeAll(async () => {
  house = await openOidcHouse();
  admin = await house.api.visitor('admin');
});
afterAll(() => house?.close());

/** An account here, and somebody of that name there. */
async function known(login: string) {
  const account = await house.api.visitor('officer', login);
  return { account, browser: house.browser(`sub-${login}`, { name: login }) };
}

const bound = async (accountId: string) =>
  house.api.db.selectFrom('oidc_identities').selectAll().where('account_id', '=', accountId).executeTakeFirst();

test('the login page is told that there is a provider, and what it is called', async () => {
  expect(await house.api.stranger().call(accountRoutes.waysIn)).toEqual({ oidc: { name: 'Provider' } });
});

test('somebody with an account here logs in; the first login binds them, and both are written down', async () => {
  const { account, browser } = await known('an');
  expect(await browser.logInThere()).toBe('/');
  expect(await browser.call(accountRoutes.me)).toMatchObject({ id: account.id, role: 'officer', viaOidc: true });
  expect(await bound(account.id)).toMatchObject({ issuer: house.provider.issuer, subject: 'sub-an' });
  const rows = await house.api.db
    .selectFrom('audit_log')
    .select(['act', 'outcome', 'details'])
    .where('account_id', '=', account.id)
    .orderBy('id')
    .execute();
  expect(rows).toEqual([
    { act: 'login', outcome: 'done', details: {} },
    { act: 'account.oidc_bind', outcome: 'done', details: {} },
    { act: 'login', outcome: 'done', details: { by: 'oidc' } },
  ]);
  // A password begins another kind of login of the same account.
  const byPassword = house.api.stranger();
  expect(await byPassword.logIn(account.login, account.password)).toMatchObject({ viaOidc: false });
});

test('the session cookie is strict, the one of the way there is lax, short and gone afterwards', async () => {
  const { browser } = await known('cookies');
  const begun = await browser.request('/api/login/oidc');
  expect(begun.headers.getSetCookie().join()).toMatch(
    /^minhchung_oidc=[\w-]{43}; Max-Age=600; Path=\/api\/login\/oidc; .*HttpOnly; SameSite=Lax$/,
  );
  const there = new URL(begun.headers.get('location') ?? '');
  expect(there.origin).toBe(house.provider.issuer);
  expect(Object.fromEntries(there.searchParams)).toMatchObject({
    ...{ response_type: 'code', scope: 'openid profile', code_challenge_method: 'S256', client_id: 'minhchung' },
    ...{ redirect_uri: `${house.api.baseUrl}/api/login/oidc/callback`, state: expect.any(String) },
    ...{ nonce: expect.any(String), code_challenge: expect.any(String) },
  });
  const { pathname, search } = new URL(await browser.passProvider(there.href));
  const done = await browser.request(pathname + search);
  const [flow = '', session = ''] = done.headers.getSetCookie();
  expect(flow).toMatch(/^minhchung_oidc=; Path=\/api\/login\/oidc; Expires=Thu, 01 Jan 1970/);
  expect(session).toMatch(/^minhchung=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
  expect([done.status, done.headers.get('location'), await done.text()]).toEqual([302, '/', '']);
});

test('a name in capital letters is the same name; one that only looks like it is not', async () => {
  await house.api.visitor('officer', 'kim');
  expect(await house.browser('sub-kelvin', { name: '\u212Aim' }).logInThere()).toBe('/#login=oidc_unknown');
  expect(await house.browser('sub-kim', { name: 'Kim' }).logInThere()).toBe('/');
});

test('whoever has no account here stays out, and none is made', async () => {
  const before = await admin.call(accountRoutes.accounts);
  const browser = house.browser('sub-nobody', { name: 'nobody-here' });
  expect(await browser.logInThere()).toBe('/#login=oidc_unknown');
  await expect(browser.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  expect((await admin.call(accountRoutes.accounts)).items).toHaveLength(before.items.length);
  const [refusal] = await house.refusals();
  expect(refusal).toMatchObject({ account_id: null, thing_id: null, address: '127.0.0.1' });
  expect(refusal?.details).toEqual({ by: 'oidc', code: 'oidc_unknown' });
});

test('a disabled account stays out, and is not bound', async () => {
  const { account, browser } = await known('disabled');
  await admin.call(accountRoutes.changeAccount, { params: { accountId: account.id }, body: { disabled: true } });
  expect(await browser.logInThere()).toBe('/#login=oidc_unknown');
  expect(await bound(account.id)).toBeUndefined();
  const [refusal] = await house.refusals();
  expect(refusal).toMatchObject({ thing_id: account.id, details: { by: 'oidc', code: 'oidc_unknown' } });
});

test('a name that was given to somebody else there opens nothing; the same person renamed does', async () => {
  const { account, browser } = await known('binh');
  expect(await browser.logInThere()).toBe('/');
  house.provider.people.set('sub-binh', { name: 'binh.renamed' });
  const successor = house.browser('sub-successor', { name: 'binh' });
  expect(await successor.logInThere()).toBe('/#login=oidc_other');
  const [refusal] = await house.refusals();
  expect(refusal).toMatchObject({ thing_id: account.id, details: { by: 'oidc', code: 'oidc_other' } });
  expect(await house.browser('sub-binh').logInThere()).toBe('/');
});

test('of two first logins at once, by two people of one name, one binds', async () => {
  const account = await house.api.visitor('officer', 'twice');
  const browsers = ['sub-twice-1', 'sub-twice-2'].map((sub) => house.browser(sub, { name: 'twice' }));
  const callbacks = await Promise.all(browsers.map(async (one) => one.passProvider(await one.start())));
  const ends = await Promise.all(browsers.map((one, index) => one.comeBack(callbacks[index] ?? '')));
  expect(ends.sort()).toEqual(['/', '/#login=oidc_other']);
  expect(await bound(account.id)).toBeDefined();
});

test('an administrator undoes a binding: the logins end, the next login binds anew, and it is written down', async () => {
  const { account, browser } = await known('moved');
  const params = { accountId: account.id };
  await browser.logInThere();
  expect(
    (await admin.call(accountRoutes.accounts)).items.find(({ id }) => id === account.id)?.oidcBoundAt,
  ).not.toBeNull();
  await expect(browser.call(accountRoutes.unbindOidc, { params })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await admin.call(accountRoutes.unbindOidc, { params })).toMatchObject({ oidcBoundAt: null, openLogins: 0 });
  await expect(browser.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  await expect(admin.call(accountRoutes.unbindOidc, { params })).rejects.toMatchObject({ code: 'not_found' });
  const entry = await house.api.db
    .selectFrom('audit_log')
    .selectAll()
    .where('act', '=', 'account.oidc_unbind')
    .executeTakeFirst();
  expect(entry).toMatchObject({ account_id: admin.id, thing_id: account.id, details: { ended: 2 } });
  expect(await house.browser('sub-moved-2', { name: 'moved' }).logInThere()).toBe('/');
  expect(await bound(account.id)).toMatchObject({ subject: 'sub-moved-2' });
});

test('nobody undoes their own', async () => {
  await house.browser('sub-admin', { name: 'admin' }).logInThere();
  const own = admin.call(accountRoutes.unbindOidc, { params: { accountId: admin.id } });
  await expect(own).rejects.toMatchObject({ code: 'forbidden' });
});

test('while the provider is away the api goes on, passwords too; when it is back the next login works', async () => {
  const { account, browser } = await known('away');
  const toProvider = await browser.start();
  const callback = await browser.passProvider(toProvider);
  await house.provider.away();
  expect(await browser.comeBack(callback)).toBe('/#login=oidc_away');
  await house.api.stranger().logIn(account.login, account.password);
  // What it says of itself is asked for anew after an hour.
  house.clock.aheadMs = 3_600_001;
  expect(await house.browser('sub-away').start()).toBe('/#login=oidc_away');
  const [refusal] = await house.refusals();
  expect(refusal?.details).toEqual({ by: 'oidc', code: 'oidc_away' });
  await house.provider.back();
  house.clock.aheadMs = 0;
  expect(await browser.logInThere()).toBe('/');
});
