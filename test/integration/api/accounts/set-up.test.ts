import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes, ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import type { AnyRoute } from '../../../../services/contracts/route.ts';
import { publicRoutes, routes } from '../../../../services/contracts/routes.ts';
import { startApi, type TestApi } from '../../../support/api.ts';
import type { Client } from '../../../support/client.ts';

let api: TestApi;
let admin: Client;
beforeAll(async () => {
  api = await startApi({ totpRoles: ['chief', 'archivist'] });
  admin = await api.visitor('admin');
});
afterAll(() => api.close());

const all = Object.values(routes).flatMap((group) => Object.values(group));
const nameOf = (route: AnyRoute) => `${route.method} ${route.path}`;

/** Every endpoint that is not refused with this code, but for those that need no login. */
async function open(client: Client, code: string): Promise<string[]> {
  const answers = await Promise.all(
    all
      .filter((route) => !publicRoutes.includes(route) && route !== accountRoutes.logout)
      .map(async (route) => {
        const path = route.path.replace(/:\w+/g, () => randomUUID());
        const hasBody = route.method !== 'get' && route.method !== 'delete';
        const headers = { 'content-type': 'application/json' };
        const init = { method: route.method.toUpperCase(), ...(hasBody && { body: '{}', headers }) };
        const answer = await client.request(path, init);
        const text = await answer.text();
        return text.includes(`"code":"${code}"`) ? null : nameOf(route);
      }),
  );
  return answers.filter((name) => name !== null).sort();
}

const codeNow = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

test('who has no second factor and must have one may enrol, and nothing else', async () => {
  const chief = await api.visitor('chief', 'enrols');
  expect(await chief.call(accountRoutes.me)).toMatchObject({ setup: 'second_factor' });
  expect(await open(chief, 'second_factor_needed')).toEqual(
    [
      accountRoutes.me,
      ownAccountRoutes.changePassword,
      ownAccountRoutes.secondFactor,
      ownAccountRoutes.offerSecondFactor,
      ownAccountRoutes.confirmSecondFactor,
    ]
      .map(nameOf)
      .sort(),
  );
  for (const file of ['/api/audit-log.csv', '/api/audit-log.pdf', `/api/cameras/${randomUUID()}/picture`])
    expect(await (await chief.request(file)).json()).toMatchObject({ code: 'second_factor_needed' });
  const socket = chief.socket();
  await expect(socket.connected).rejects.toThrow('not_logged_in');
  const { secret } = await chief.call(ownAccountRoutes.offerSecondFactor, { body: {} });
  await chief.call(ownAccountRoutes.confirmSecondFactor, { body: { code: codeNow(secret) } });
  expect(await chief.call(accountRoutes.me)).toMatchObject({ setup: null });
  await chief.call(accountRoutes.people);
});

test('roles that need none are not asked', async () => {
  const officer = await api.visitor('officer');
  expect(await officer.call(accountRoutes.me)).toMatchObject({ setup: null });
});

test('a password given by an administrator is changed before anything else, then the second factor is enrolled', async () => {
  const first = 'given-by-the-admin';
  const body = { login: 'new-archivist', name: 'Phạm Thu Dung', role: 'archivist' as const, password: first };
  expect(await admin.call(accountRoutes.createAccount, { body })).toMatchObject({ mustChangePassword: true });
  const person = api.stranger();
  expect(await person.logIn(body.login, first)).toMatchObject({ setup: 'password' });
  expect(await open(person, 'password_change_needed')).toEqual(
    [accountRoutes.me, ownAccountRoutes.changePassword].map(nameOf).sort(),
  );
  const change = (password: string, present = first) =>
    person.call(ownAccountRoutes.changePassword, { body: { present, password } });
  await expect(change('a-password-of-my-own', 'not-the-one')).rejects.toMatchObject({ code: 'wrong_password' });
  await expect(change(first)).rejects.toMatchObject({ code: 'password_same' });
  await expect(change('matkhau123456')).rejects.toMatchObject({ code: 'password_common' });
  await expect(change('PhamThuDung2026')).rejects.toMatchObject({ code: 'password_is_name' });
  expect(await change('a-password-of-my-own')).toMatchObject({ setup: 'second_factor' });
});

test('a password reset by an administrator is one too', async () => {
  const officer = await api.visitor('officer', 'was-reset');
  const params = { accountId: officer.id };
  const body = { password: 'new-from-the-admin' };
  expect(await admin.call(accountRoutes.changeAccount, { params, body })).toMatchObject({ mustChangePassword: true });
  const again = api.stranger();
  expect(await again.logIn(officer.login, body.password)).toMatchObject({ setup: 'password' });
  await expect(again.call(accountRoutes.people)).rejects.toMatchObject({ code: 'password_change_needed' });
});

test('an administrator gives no password that is easy to guess', async () => {
  for (const [password, code] of [
    ['short-one', 'invalid_input'],
    ['123456789012', 'password_common'],
    ['anhyeuemanhyeuem', 'password_common'],
    ['de.doan.2026', 'password_is_name'],
  ] as const) {
    const body = { login: 'de.doan', name: 'Dễ Đoán', role: 'officer' as const, password };
    await expect(admin.call(accountRoutes.createAccount, { body })).rejects.toMatchObject({ code });
  }
});
