import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes, ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import { startApi, type TestApi } from '../../../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** One person at three browsers. */
async function threeBrowsers(login: string) {
  const visitor = await api.visitor('officer', login);
  const others = [api.stranger(), api.stranger()] as const;
  for (const other of others) await other.logIn(login, visitor.password);
  return { visitor, others };
}

const acts = async (accountId: string) => {
  const rows = await api.db.selectFrom('audit_log').selectAll().where('account_id', '=', accountId).execute();
  return rows.map(({ act, outcome, details }) => ({ act, outcome, details }));
};

test('a new password of one’s own ends the other logins, and is written down without it', async () => {
  const { visitor, others } = await threeBrowsers('new-password');
  const password = 'xe dap cu cua ong noi';
  await visitor.call(ownAccountRoutes.changePassword, { body: { present: visitor.password, password } });
  await visitor.call(accountRoutes.people);
  for (const other of others)
    await expect(other.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  await expect(api.stranger().logIn(visitor.login, visitor.password)).rejects.toMatchObject({ code: 'wrong_login' });
  await api.stranger().logIn(visitor.login, password);
  const written = await acts(visitor.id);
  expect(written).toContainEqual({ act: 'account.password', outcome: 'done', details: { ended: 2 } });
  expect(JSON.stringify(written)).not.toContain(password);
});

test('the present password cannot be guessed at an open browser', async () => {
  const visitor = await api.visitor('officer', 'open-browser');
  const change = (present: string) =>
    visitor
      .call(ownAccountRoutes.changePassword, { body: { present, password: 'xe dap cu cua ong noi' } })
      .catch((error) => error.code);
  for (let guess = 0; guess < 5; guess++) expect(await change(`guess-${guess}`)).toBe('wrong_password');
  expect(await change(visitor.password)).toBe('too_many_logins');
  const refused = (await acts(visitor.id)).filter(({ outcome }) => outcome === 'refused');
  expect(refused).toHaveLength(6);
});

test('a new password that will not do is no wrong try', async () => {
  const visitor = await api.visitor('officer', 'no-wrong-try');
  const change = (password: string) =>
    visitor
      .call(ownAccountRoutes.changePassword, { body: { present: visitor.password, password } })
      .catch((error) => error.code);
  for (let time = 0; time < 8; time++) expect(await change('matkhau123456')).toBe('password_common');
  expect(await change('xe dap cu cua ong noi')).toMatchObject({ setup: null });
});

test('nobody sets their own password as an administrator', async () => {
  const admin = await api.visitor('admin', 'own-password');
  const params = { accountId: admin.id };
  const change = admin.call(accountRoutes.changeAccount, { params, body: { password: 'xe dap cu cua ong noi' } });
  await expect(change).rejects.toMatchObject({ code: 'forbidden' });
});

test('a person sees and ends their own logins, not those of others', async () => {
  const { visitor, others } = await threeBrowsers('many');
  const stranger = await api.visitor('officer', 'stranger');
  const { items } = await visitor.call(ownAccountRoutes.logins);
  expect(items).toHaveLength(3);
  expect(items.filter(({ isThis }) => isThis)).toHaveLength(1);
  expect(items[0]).toMatchObject({ address: expect.stringContaining('127.0.0.1'), userAgent: expect.any(String) });
  const [first] = items.filter(({ isThis }) => !isThis);
  const params = { loginId: first?.id ?? '' };
  await expect(stranger.call(ownAccountRoutes.endLogin, { params })).rejects.toMatchObject({ code: 'not_found' });
  await visitor.call(ownAccountRoutes.endLogin, { params });
  await expect(visitor.call(ownAccountRoutes.endLogin, { params })).rejects.toMatchObject({ code: 'not_found' });
  expect(await visitor.call(ownAccountRoutes.endOtherLogins)).toEqual({ ended: 1 });
  expect((await visitor.call(ownAccountRoutes.logins)).items).toHaveLength(1);
  for (const other of others)
    await expect(other.call(accountRoutes.me)).rejects.toMatchObject({ code: 'not_logged_in' });
  const ends = (await acts(visitor.id)).filter(({ act }) => act === 'account.end_logins');
  expect(ends.map(({ details }) => details)).toEqual([{ ended: 1 }, { ended: 1 }]);
  await stranger.call(accountRoutes.people);
});

test('an administrator sees who has what, and how many logins run', async () => {
  const { visitor } = await threeBrowsers('seen');
  const admin = await api.visitor('admin', 'sees');
  const { items } = await admin.call(accountRoutes.accounts);
  expect(items.find(({ id }) => id === visitor.id)).toMatchObject({
    openLogins: 3,
    secondFactorAt: null,
    mustChangePassword: false,
  });
});
