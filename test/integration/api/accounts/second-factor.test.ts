import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes, ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import { startApi, type TestApi } from '../../../support/api.ts';
import type { Client } from '../../../support/client.ts';

let api: TestApi;
const clock = { now: () => clock.nowMs, nowMs: Date.now() };
beforeAll(async () => {
  api = await startApi({ clock });
});
afterAll(() => api.close());

const stepMs = 30_000;
type Visitor = Awaited<ReturnType<TestApi['visitor']>>;

/** The phone: its code `steps` times 30 seconds from now. */
function codeOf(secret: string, steps = 0): string {
  const totp = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: clock.nowMs + steps * stepMs });
}

/** A visitor with a second factor, and time gone on so that the code of the enrolment is past. */
async function enrolled(login: string, role: 'officer' | 'chief' = 'officer') {
  const visitor = await api.visitor(role, login);
  const { secret } = await visitor.call(ownAccountRoutes.offerSecondFactor, { body: { password: visitor.password } });
  const { codes } = await visitor.call(ownAccountRoutes.confirmSecondFactor, { body: { code: codeOf(secret) } });
  clock.nowMs += stepMs;
  return { visitor, secret, codes };
}

const codeWas = (refused: Promise<unknown>) =>
  refused.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

/** Tries to log in as a new browser; tells how it went. */
const tryLogin = ({ login, password }: Visitor, code?: string) => codeWas(api.stranger().logIn(login, password, code));

test('the address for the QR code is what authenticator apps read; the database holds neither secret nor codes', async () => {
  const visitor = await api.visitor('officer', 'offered');
  const body = { password: visitor.password };
  const { secret, uri } = await visitor.call(ownAccountRoutes.offerSecondFactor, { body });
  expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
  const address = new URL(uri);
  expect(address.protocol).toBe('otpauth:');
  expect(decodeURIComponent(address.pathname)).toContain(':offered');
  expect(address.searchParams.get('secret')).toBe(secret);
  const { codes } = await visitor.call(ownAccountRoutes.confirmSecondFactor, { body: { code: codeOf(secret) } });
  expect(new Set(codes).size).toBe(10);
  const rows = await api.db.selectFrom('second_factors').selectAll().where('account_id', '=', visitor.id).execute();
  const recovery = await api.db.selectFrom('recovery_codes').selectAll().execute();
  const stored = JSON.stringify([rows, recovery].flat(), (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
  );
  for (const hidden of [secret, ...codes, ...codes.map((code) => code.replace('-', ''))])
    expect(stored).not.toContain(hidden);
  expect(stored).not.toContain(Buffer.from(Secret.fromBase32(secret).bytes).toString('latin1'));
});

test('a login needs password and code; a code counts once, and one step early or late', async () => {
  const { visitor, secret } = await enrolled('needs-code');
  expect(await tryLogin(visitor)).toBe('code_needed');
  expect(await tryLogin(visitor, codeOf(secret))).toBe('done');
  expect(await tryLogin(visitor, codeOf(secret))).toBe('wrong_login');
  expect(await tryLogin(visitor, codeOf(secret, 1))).toBe('done');
  expect(await tryLogin(visitor, codeOf(secret, 2))).toBe('wrong_login');
  clock.nowMs += 3 * stepMs;
  expect(await tryLogin(visitor, codeOf(secret, -2))).toBe('wrong_login');
  expect(await tryLogin(visitor, codeOf(secret, -1))).toBe('done');
});

test('of many logins with one code at once, one begins', async () => {
  const { visitor, secret } = await enrolled('at-once');
  const code = codeOf(secret);
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => tryLogin(visitor, code)));
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
});

test('a wrong code and a wrong password are answered alike', async () => {
  const { visitor, secret } = await enrolled('alike');
  const tries = [{ ...visitor, password: 'not-the-password' }, { ...visitor, login: 'no-such-name' }, visitor];
  const answers = await Promise.all(
    tries.map(async ({ login, password }, index) => {
      const code = index === 2 ? '000000' : codeOf(secret);
      const refused = await api
        .stranger()
        .logIn(login, password, code)
        .catch((error) => error);
      const { requestId, ...rest } = refused.problem;
      return JSON.stringify(rest);
    }),
  );
  expect(new Set(answers).size).toBe(1);
  // A right code beside a wrong password is not used up.
  expect(await tryLogin(visitor, codeOf(secret))).toBe('done');
});

test('each recovery code opens once, however it is typed, and new ones replace the old', async () => {
  const { visitor, secret, codes } = await enrolled('recovery');
  const [first = '', second = '', third = ''] = codes;
  expect(await tryLogin(visitor, first.toUpperCase().replace('-', ' '))).toBe('done');
  expect(await tryLogin(visitor, first)).toBe('wrong_login');
  expect(await visitor.call(ownAccountRoutes.secondFactor)).toMatchObject({ recoveryCodes: 9 });
  const renewed = await visitor.call(ownAccountRoutes.renewRecoveryCodes, { body: { code: codeOf(secret) } });
  expect(renewed.codes).toHaveLength(10);
  expect(await tryLogin(visitor, second)).toBe('wrong_login');
  expect(await tryLogin(visitor, renewed.codes[0])).toBe('done');
  expect(await codeWas(visitor.call(ownAccountRoutes.renewRecoveryCodes, { body: { code: third } }))).toBe(
    'wrong_code',
  );
});

test('a secret counts only when a code confirmed it, within a quarter of an hour', async () => {
  const visitor = await api.visitor('officer', 'unconfirmed');
  const body = { password: visitor.password };
  const { secret } = await visitor.call(ownAccountRoutes.offerSecondFactor, { body });
  expect(await tryLogin(visitor)).toBe('done');
  const confirm = (code: string) => codeWas(visitor.call(ownAccountRoutes.confirmSecondFactor, { body: { code } }));
  expect(await confirm('000000')).toBe('wrong_code');
  clock.nowMs += 15 * 60_000 + 1;
  expect(await confirm(codeOf(secret))).toBe('wrong_code');
  const again = await visitor.call(ownAccountRoutes.offerSecondFactor, { body });
  expect(await confirm(codeOf(again.secret))).toBe('done');
});

test('enrolling asks for the password, a new phone for a code of the old one too', async () => {
  const { visitor, secret } = await enrolled('new-phone');
  const offer = (body: { password?: string; code?: string }) =>
    codeWas(visitor.call(ownAccountRoutes.offerSecondFactor, { body }));
  const { password } = visitor;
  expect(await offer({})).toBe('wrong_password');
  expect(await offer({ password: 'not-the-password' })).toBe('wrong_password');
  expect(await offer({ password })).toBe('wrong_code');
  expect(await offer({ password, code: '000000' })).toBe('wrong_code');
  // Five tries are free, here as at the login; the fifth of them is the one that is right.
  expect(await offer({ password, code: codeOf(secret) })).toBe('done');
});

test('an administrator resets it for a lost phone: the logins end, the codes are void, and it is written down', async () => {
  const admin = await api.visitor('admin', 'resets');
  const { visitor, secret, codes } = await enrolled('lost-phone', 'chief');
  const params = { accountId: visitor.id };
  const reset = (by: Client) => codeWas(by.call(accountRoutes.resetSecondFactor, { params }));
  expect(await reset(visitor)).toBe('forbidden');
  expect(await reset(admin)).toBe('done');
  expect(await reset(admin)).toBe('no_second_factor');
  expect(await codeWas(visitor.call(accountRoutes.me))).toBe('not_logged_in');
  expect(await tryLogin(visitor)).toBe('done');
  const again = api.stranger();
  await again.logIn(visitor.login, visitor.password);
  expect(await again.call(ownAccountRoutes.secondFactor)).toMatchObject({ enrolledAt: null, recoveryCodes: 0 });
  for (const code of [codeOf(secret), codes[0]])
    expect(await codeWas(again.call(ownAccountRoutes.confirmSecondFactor, { body: { code: code ?? '' } }))).toBe(
      'wrong_code',
    );
  const entry = await api.db
    .selectFrom('audit_log')
    .selectAll()
    .where('act', '=', 'account.factor_reset')
    .where('outcome', '=', 'done')
    .executeTakeFirstOrThrow();
  expect(entry).toMatchObject({ account_id: admin.id, thing_id: visitor.id });
});

test('nobody resets their own', async () => {
  const admin = await api.visitor('admin', 'own-reset');
  const { secret } = await admin.call(ownAccountRoutes.offerSecondFactor, { body: { password: admin.password } });
  await admin.call(ownAccountRoutes.confirmSecondFactor, { body: { code: codeOf(secret) } });
  const params = { accountId: admin.id };
  expect(await codeWas(admin.call(accountRoutes.resetSecondFactor, { params }))).toBe('forbidden');
});

test('password and code get through a wait that others caused; the password alone, or a guessed code, does not', async () => {
  const { visitor, secret } = await enrolled('locked-out');
  // From an address where the person never was.
  await api.db.updateTable('logins').set({ address: '10.9.9.9' }).where('account_id', '=', visitor.id).execute();
  for (let guess = 0; guess < 6; guess++) await codeWas(api.stranger().logIn(visitor.login, `wrong-${guess}`));
  expect(await tryLogin(visitor)).toBe('too_many_logins');
  expect(await tryLogin({ ...visitor, password: 'wrong' }, codeOf(secret))).toBe('too_many_logins');
  expect(await tryLogin(visitor, '000000')).toBe('too_many_logins');
  expect(await tryLogin(visitor, codeOf(secret))).toBe('done');
  clock.nowMs += stepMs;
  expect(await tryLogin(visitor)).toBe('code_needed');
});

test('whoever has the password cannot try codes for ever', async () => {
  const { visitor, secret } = await enrolled('guessed-codes');
  for (let guess = 0; guess < 30; guess++) await tryLogin(visitor, String(guess).padStart(6, '0'));
  expect(await tryLogin(visitor, codeOf(secret))).toBe('too_many_logins');
});
