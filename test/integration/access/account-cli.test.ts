import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountByPassword, listAccounts } from '../../../services/access/accounts/accounts.ts';
import { freshDatabase, type TestDatabase } from '../../support/stack.ts';

const root = join(import.meta.dirname, '../../..');
let house: TestDatabase;
beforeAll(async () => {
  house = await freshDatabase();
});
afterAll(() => house.close());

function account(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: house.url };
    execFile(
      'node_modules/.bin/node',
      ['services/access/accounts/account-cli.ts', ...args],
      { cwd: root, env },
      (error, out, err) => resolve({ code: error ? 1 : 0, out: out + err }),
    );
  });
}

const passwordIn = (out: string) => /password (\S+)/.exec(out)?.[1] ?? '';

test('an account is added, gets a new password, is disabled and enabled again', async () => {
  const added = await account('add', 'an', '--name', 'Nguyễn Văn An', '--role', 'officer');
  const first = passwordIn(added.out);
  expect(first).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
  expect(await accountByPassword(house.db, 'an', first)).toMatchObject({ name: 'Nguyễn Văn An', role: 'officer' });

  const second = passwordIn((await account('reset', 'an')).out);
  expect(second).not.toBe(first);
  expect(await accountByPassword(house.db, 'an', first)).toBeNull();
  expect(await accountByPassword(house.db, 'an', second)).not.toBeNull();

  await account('disable', 'an');
  expect(await accountByPassword(house.db, 'an', second)).toBeNull();
  expect((await account('list')).out).toBe('an\tofficer\tNguyễn Văn An\tdisabled\n');
  await account('enable', 'an');
  expect(await accountByPassword(house.db, 'an', second)).not.toBeNull();
});

test('a password it gives must be changed; a second factor is reset for a lost phone', async () => {
  await account('add', 'binh', '--name', 'Trần Thị Bình', '--role', 'chief');
  const [row] = (await listAccounts(house.db)).filter(({ login }) => login === 'binh');
  expect(row).toMatchObject({ mustChangePassword: true, secondFactorAt: null });
  const none = await account('reset-factor', 'binh');
  expect(none).toMatchObject({ code: 1, out: expect.stringContaining('has no second factor') });
  const factor = { account_id: row?.id ?? '', secret_sealed: Buffer.alloc(1), enrolled_at: new Date() };
  await house.db
    .insertInto('second_factors')
    .values({ ...factor, offered_sealed: null, offered_at: null })
    .execute();
  expect((await account('reset-factor', 'binh')).out).toContain('no second factor now');
  expect((await listAccounts(house.db)).find(({ login }) => login === 'binh')?.secondFactorAt).toBeNull();
});

test('what is wrong is said with how to do it, and nothing happens', async () => {
  const unknown = await account('reset', 'nobody');
  expect(unknown).toMatchObject({ code: 1, out: expect.stringContaining('There is no account nobody') });
  const role = await account('add', 'x1', '--name', 'X', '--role', 'boss');
  expect(role).toMatchObject({ code: 1, out: expect.stringContaining('role:') });
  expect(role.out).toContain('npm run account -- add');
  expect((await account('list')).out).not.toContain('x1');
});
