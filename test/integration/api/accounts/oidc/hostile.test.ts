import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accountRoutes } from '../../../../../services/contracts/access/account.ts';
import { createLog } from '../../../../../services/log.ts';
import { startApi } from '../../../../support/api.ts';
import { type OidcHouse, openOidcHouse } from './house.ts';
import { startProvider } from './provider.ts';

let house: OidcHouse;
const lines: string[] = [];
beforeAll(async () => {
  const log = createLog('test', 'debug', { write: (line) => void lines.push(line) });
  house = await openOidcHouse({}, { log });
  await house.api.visitor('officer', 'an');
  house.provider.people.set('sub-an', { name: 'an' });
});
afterEach(() => {
  house.provider.bend(null);
  house.clock.aheadMs = 0;
});
afterAll(() => house?.close());

const stale = '/#login=oidc_stale';
const refused = '/#login=oidc_refused';
const callbackPath = '/api/login/oidc/callback';

/** Nobody is logged in, and the refusal is written down. */
async function staysOut(browser: ReturnType<OidcHouse['browser']>, code: string) {
  await expect(browser.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  expect((await house.refusals())[0]).toMatchObject({ address: '127.0.0.1', details: { by: 'oidc', code } });
}

test('a callback of a login that nobody began is refused', async () => {
  const browser = house.browser('sub-an');
  const many = (await house.refusals()).length;
  const forged = ['', '?state=s&code=c', '?state=s&state=t&code=c', '?error=access_denied&state=s', '?state[a]=b'];
  for (const query of forged) expect(await browser.comeBack(`${house.api.baseUrl}${callbackPath}${query}`)).toBe(stale);
  expect((await house.refusals()).length).toBe(many + forged.length);
  await staysOut(browser, 'oidc_stale');
});

test('another state is refused, and spoils nothing of the login that goes on', async () => {
  const browser = house.browser('sub-an');
  const callback = new URL(await browser.passProvider(await browser.start()));
  const forged = new URL(callback);
  forged.searchParams.set('state', 'another');
  expect(await browser.comeBack(forged.href)).toBe(stale);
  await staysOut(browser, 'oidc_stale');
  expect(await browser.comeBack(callback.href)).toBe('/');
});

test('a callback counts once, and for ten minutes', async () => {
  const browser = house.browser('sub-an');
  const callback = await browser.passProvider(await browser.start());
  const { minhchung_oidc: cookie = '' } = Object.fromEntries(
    browser
      .cookie()
      .split('; ')
      .map((pair) => pair.split('=')),
  );
  expect(await browser.comeBack(callback)).toBe('/');
  expect(await browser.comeBack(callback)).toBe(stale);
  const again = { headers: { cookie: `minhchung_oidc=${cookie}` }, redirect: 'manual' } as const;
  expect((await fetch(callback, again)).headers.get('location')).toBe(stale);
  const late = house.browser('sub-an');
  const tooLate = await late.passProvider(await late.start());
  house.clock.aheadMs = 600_001;
  expect(await late.comeBack(tooLate)).toBe(stale);
  await staysOut(late, 'oidc_stale');
});

test("a stranger cannot put their own login into somebody else's browser", async () => {
  house.provider.people.set('sub-stranger', { name: 'stranger' });
  await house.api.visitor('officer', 'stranger');
  const stranger = house.browser('sub-stranger');
  const callback = await stranger.passProvider(await stranger.start());
  const victim = house.browser('sub-an');
  expect(await victim.comeBack(callback)).toBe(stale);
  await staysOut(victim, 'oidc_stale');
  // Nor while the victim is on the way too, nor with the stranger's code beside the victim's state.
  const own = new URL(await victim.passProvider(await victim.start()));
  expect(await victim.comeBack(callback)).toBe(stale);
  own.searchParams.set('code', new URL(callback).searchParams.get('code') ?? '');
  expect(await victim.comeBack(own.href)).toBe(refused);
  await staysOut(victim, 'oidc_refused');
});

test('a code that the provider gave to another of its clients is refused', async () => {
  const browser = house.browser('sub-an');
  const there = new URL(await browser.start());
  there.searchParams.set('client_id', 'another');
  expect(await browser.comeBack(await browser.passProvider(there.href))).toBe(refused);
  await staysOut(browser, 'oidc_refused');
});

const lies: [string, Record<string, unknown>][] = [
  ['of another nonce', { nonce: 'another' }],
  ['without a nonce', { nonce: undefined }],
  ['for another client', { aud: 'another' }],
  ['for others too, and not for us first', { aud: ['minhchung', 'another'], azp: 'another' }],
  ['of another issuer', { iss: 'https://issuer.example' }],
  ['that is over', { iat: 1, exp: 1000 }],
  ['without a person', { sub: undefined }],
  ['signed by a stranger', { wrongKey: true }],
];
test.each(lies)('an id token %s is refused', async (_name, claims) => {
  house.provider.bend((right) => ({ ...right, ...claims }));
  const browser = house.browser('sub-an');
  expect(await browser.logInThere()).toBe(refused);
  await staysOut(browser, 'oidc_refused');
});

test('the same token is taken when nothing of it is bent', async () => {
  house.provider.bend((right) => right);
  expect(await house.browser('sub-an').logInThere()).toBe('/');
});

test('what the provider writes gets nowhere: not into the address, not into a log', async () => {
  const browser = house.browser('sub-not-there');
  expect(await browser.logInThere()).toBe(refused);
  await staysOut(browser, 'oidc_refused');
  expect(lines.at(-1)).toContain('"because":["OAUTH_AUTHORIZATION_RESPONSE_ERROR","access_denied"]');
  expect(lines.join()).not.toContain('a word of the provider');
  expect(JSON.stringify(await house.refusals())).not.toContain('a word of the provider');
});

test('the way back leads to the start page, whatever the address asks for', async () => {
  const browser = house.browser('sub-an');
  const begun = await browser.request('/api/login/oidc?next=//evil.example&redirect_uri=https://evil.example');
  const there = begun.headers.get('location') ?? '';
  expect(there).not.toContain('evil');
  const callback = new URL(await browser.passProvider(there));
  callback.searchParams.set('next', '//evil.example');
  expect(await browser.comeBack(callback.href)).toBe('/');
});

test('a code of the second factor from another page is refused', async () => {
  const answer = await fetch(`${house.api.baseUrl}/api/login/oidc/code`, {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
    body: '{"code":"000000"}',
  });
  expect(await answer.json()).toMatchObject({ code: 'bad_origin' });
});

test('where no provider is set there is nothing', async () => {
  const api = await startApi();
  const visitor = await api.visitor('officer');
  const bodyOf = async (path: string, init?: RequestInit) => {
    const answer = await visitor.request(path, init);
    return [answer.status, await answer.text()];
  };
  const unknown = await bodyOf('/api/made-up');
  expect(unknown[0]).toBe(404);
  for (const path of ['/api/login/oidc', `${callbackPath}?state=s&code=c`]) expect(await bodyOf(path)).toEqual(unknown);
  const headers = { 'content-type': 'application/json' };
  const code = await bodyOf('/api/login/oidc/code', { method: 'POST', body: '{"code":"000000"}', headers });
  expect(code).toEqual(unknown);
  expect(await visitor.call(accountRoutes.waysIn)).toEqual({ oidc: null });
  await api.close();
});

test('a provider that never answers is given five seconds', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const other = await openOidcHouse({ issuer: `http://127.0.0.1:${port}` });
  const began = performance.now();
  expect(await other.browser('sub-an').start()).toBe('/#login=oidc_away');
  expect(performance.now() - began).toBeLessThan(8000);
  await other.close();
  silent.close();
});

test('a provider that says to be another than the one that is set is not believed', async () => {
  const impostor = await startProvider();
  impostor.open([]);
  const other = await openOidcHouse({ issuer: impostor.issuer.replace('localhost', '127.0.0.1') });
  expect(await other.browser('sub-an').start()).toBe('/#login=oidc_away');
  await other.close();
  await impostor.close();
});
