import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountByPassword, changeAccount, createAccount } from '../../../services/access/accounts/accounts.ts';
import { holdAccount } from '../../../services/access/accounts/logins.ts';
import { freshDatabase, type TestDatabase } from '../../support/stack.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await freshDatabase();
});
afterAll(() => house.close());

const password = 'right-password';

async function checkedAccount(login: string) {
  await createAccount(house.db, { id: null }, { login, name: login, role: 'officer', password });
  const account = await accountByPassword(house.db, login, password);
  if (!account) throw new Error('the right password was refused');
  return account;
}

function mayStillBegin(account: { id: string; passwordHash: string }): Promise<boolean> {
  return house.db.transaction().execute((tx) => holdAccount(tx, account));
}

test('a login begins on the account as its password was checked', async () => {
  expect(await mayStillBegin(await checkedAccount('unchanged'))).toBe(true);
});

test('no login begins on a password that was replaced after it was checked', async () => {
  const account = await checkedAccount('replaced');
  await changeAccount(house.db, { id: null }, account.id, { password: 'another-password' });
  expect(await mayStillBegin(account)).toBe(false);
});

test('a login waits for a change that is under way, and sees it', async () => {
  const account = await checkedAccount('under-way');
  const change = await house.db.startTransaction().execute();
  await change.updateTable('accounts').set({ disabled_at: new Date() }).where('id', '=', account.id).execute();
  const begun = mayStillBegin(account);
  await waitingForLock();
  await change.commit().execute();
  expect(await begun).toBe(false);
});

async function waitingForLock() {
  const waiting = sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(async () => (await waiting.execute(house.db)).rows.length).toBeGreaterThan(0);
}
