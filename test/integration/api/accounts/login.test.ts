import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../../services/clock.ts';
import { accountRoutes } from '../../../../services/contracts/access/account.ts';
import { startApi, type TestApi } from '../../../support/api.ts';

let api: TestApi;
let laterMs = 0;
beforeAll(async () => {
  api = await startApi({ clock: { now: () => systemClock.now() + laterMs } });
});
afterAll(() => api.close());

const json = { 'content-type': 'application/json' };

test('the cookie is for this site and for HTTP only, and the database holds only its hash', async () => {
  const { login, password } = await api.visitor('officer', 'cookie');
  const body = JSON.stringify({ login, password });
  const answer = await api.stranger().request('/api/login', { method: 'POST', body, headers: json });
  const [line = ''] = answer.headers.getSetCookie();
  expect(line).toMatch(/; HttpOnly/);
  expect(line).toMatch(/; SameSite=Strict/);
  expect(line).not.toMatch(/; Secure/);
  const token = /^minhchung=([^;]+)/.exec(line)?.[1] ?? '';
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const hash = createHash('sha256').update(token).digest();
  const found = await api.db.selectFrom('logins').selectAll().where('token_hash', '=', hash).execute();
  expect(found).toHaveLength(1);
  expect(JSON.stringify(found)).not.toContain(token);
});

test('behind HTTPS the cookie travels on HTTPS only', async () => {
  const origin = 'https://minhchung.example';
  const secure = await startApi({ origin: () => origin });
  const { deps, baseUrl } = secure;
  expect(deps.origin()).toBe(origin);
  const body = JSON.stringify({ login: 'nobody', password: 'x' });
  const wrong = await fetch(`${baseUrl}/api/login`, { method: 'POST', body, headers: { ...json, origin } });
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get('strict-transport-security')).toBeTruthy();
  const { createAccount } = await import('../../../../services/access/accounts/accounts.ts');
  const account = { login: 'an', name: 'An', role: 'officer', password: 'long-enough-one' } as const;
  await createAccount(secure.db, { id: null }, account);
  const right = await fetch(`${baseUrl}/api/login`, {
    method: 'POST',
    body: JSON.stringify({ login: 'an', password: 'long-enough-one' }),
    headers: { ...json, origin },
  });
  expect(right.headers.getSetCookie()[0]).toMatch(/; Secure/);
  await secure.close();
});

test('an unknown name, a wrong password and a disabled account are answered alike', async () => {
  const admin = await api.visitor('admin', 'alike-admin');
  const disabled = await api.visitor('officer', 'alike-disabled');
  const { login } = await api.visitor('officer', 'alike');
  await admin.call(accountRoutes.changeAccount, { params: { accountId: disabled.id }, body: { disabled: true } });
  const answers = await Promise.all(
    [
      ['no-such-name', 'long-enough-password'],
      [login, 'wrong-password'],
      [disabled.login, disabled.password],
    ].map(async ([name = '', password = '']) => {
      const refused = await api
        .stranger()
        .logIn(name, password)
        .catch((error) => error);
      const { requestId, ...rest } = refused.problem;
      return JSON.stringify(rest);
    }),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('wrong_login');
});

test('logging out ends the cookie on the server', async () => {
  const visitor = await api.visitor('officer', 'logout');
  const stolen = visitor.cookie();
  await visitor.call(accountRoutes.logout);
  const answer = await fetch(`${api.baseUrl}/api/me`, { headers: { cookie: stolen } });
  expect(answer.status).toBe(401);
});

test('a new role, a new password or disabling ends the logins of an account', async () => {
  const admin = await api.visitor('admin', 'ends-admin');
  for (const [index, body] of [
    { role: 'archivist' as const },
    { password: 'another-long-one' },
    { disabled: true },
  ].entries()) {
    const visitor = await api.visitor('officer', `ends-${index}`);
    await visitor.call(accountRoutes.me);
    await admin.call(accountRoutes.changeAccount, { params: { accountId: visitor.id }, body });
    await expect(visitor.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  }
});

test('a login runs out', async () => {
  const visitor = await api.visitor('officer', 'runs-out');
  laterMs = 12 * 3_600_000 - 60_000;
  await visitor.call(accountRoutes.me);
  laterMs = 12 * 3_600_000 + 1000;
  await expect(visitor.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  laterMs = 0;
});

test('nobody changes their own role or disables themselves', async () => {
  const admin = await api.visitor('admin', 'self');
  for (const body of [{ role: 'chief' as const }, { disabled: true }]) {
    const change = admin.call(accountRoutes.changeAccount, { params: { accountId: admin.id }, body });
    await expect(change).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test('after five wrong passwords even the right one waits, and is told how long', async () => {
  const { login, password, id } = await api.visitor('officer', 'guessed');
  for (let guess = 0; guess < 5; guess++) {
    await expect(api.stranger().logIn(login, `guess-${guess}`)).rejects.toMatchObject({ code: 'wrong_login' });
  }
  const refused = await api
    .stranger()
    .logIn(login, password)
    .catch((error) => error);
  expect(refused.code).toBe('too_many_logins');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  const rows = await api.db
    .selectFrom('audit_log')
    .select(['outcome', 'details'])
    .where('act', '=', 'login')
    .where('thing_id', '=', id)
    .execute();
  expect(rows.filter(({ outcome }) => outcome === 'refused')).toHaveLength(6);
  expect(JSON.stringify(rows)).not.toContain('guess');
});

test('an administrator lets a person try again at once, and that is written down', async () => {
  const admin = await api.visitor('admin', 'frees');
  const { login, password, id } = await api.visitor('officer', 'freed');
  for (let guess = 0; guess < 6; guess++) await expect(api.stranger().logIn(login, 'wrong')).rejects.toThrow();
  await admin.call(accountRoutes.free, { params: { accountId: id } });
  await api.stranger().logIn(login, password);
  const entry = await api.db.selectFrom('audit_log').selectAll().where('act', '=', 'account.free').executeTakeFirst();
  expect(entry).toMatchObject({ account_id: admin.id, thing_id: id, outcome: 'done' });
});
