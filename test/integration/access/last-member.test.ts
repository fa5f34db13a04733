import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import { addConflict, addMember, listMembers, removeMember } from '../../../services/access/members.ts';
import { freshDatabase, type TestDatabase } from '../../support/stack.ts';

let house: TestDatabase;
let an = '';
let binh = '';
beforeAll(async () => {
  house = await freshDatabase();
  an = await accountCalled('an');
  binh = await accountCalled('binh');
});
afterAll(() => house.close());

async function accountCalled(login: string): Promise<string> {
  const account = { login, name: login, role: 'officer', password: 'right-password' } as const;
  return (await createAccount(house.db, { id: null }, account)).id;
}

async function caseOf(number: number, ...members: string[]): Promise<string> {
  const digits = String(number).padStart(6, '0');
  const { id } = await house.db
    .insertInto('cases')
    .values({
      key: `TC-2026-${digits}`,
      code: `c-0000000000${digits}`,
      kind: 'TC',
      access_class: 'denouncer',
      subject: '',
      subject_plain: '',
      created_by: an,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const member of members) await addMember(house.db, id, member, an);
  return id;
}

const takeOff = (caseId: string, accountId: string) =>
  house.db.transaction().execute((tx) => removeMember(tx, caseId, accountId));
const shutOut = (caseId: string, accountId: string) =>
  house.db.transaction().execute((tx) => addConflict(tx, caseId, accountId, an, 'named in it'));

test('two members who take each other off at once leave one', async () => {
  for (let round = 0; round < 10; round++) {
    const caseId = await caseOf(round, an, binh);
    const outcomes = await Promise.allSettled([takeOff(caseId, an), takeOff(caseId, binh)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await listMembers(house.db, caseId)).toHaveLength(1);
  }
});

test('the last member cannot be shut out', async () => {
  const caseId = await caseOf(100, an);
  await expect(shutOut(caseId, an)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  await shutOut(caseId, binh);
  expect((await listMembers(house.db, caseId)).map(({ id }) => id)).toEqual([an]);
});

test('a member who cannot log in any more does not count as one who stays', async () => {
  const caseId = await caseOf(101, an, binh);
  const setDisabled = (disabled_at: Date | null) =>
    house.db.updateTable('accounts').set({ disabled_at }).where('id', '=', binh).execute();
  await setDisabled(new Date());
  await expect(takeOff(caseId, an)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  await takeOff(caseId, binh);
  await setDisabled(null);
  expect((await listMembers(house.db, caseId)).map(({ id }) => id)).toEqual([an]);
});
