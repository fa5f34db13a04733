import type { Db, Tx } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';

/** People on a case, and people shut out of it. Who may change them is asked by the caller (`case.manage`). */

/** Lets a person work on a case; does nothing when they already do. */
export async function addMember(db: Db, caseId: string, accountId: string, addedBy: string): Promise<void> {
  await requireAccount(db, accountId);
  await db
    .insertInto('case_members')
    .values({ case_id: caseId, account_id: accountId, added_by: addedBy })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes a person off a case. Throws changed_meanwhile for the last who can log in: a protected case would be lost to all. */
export async function removeMember(db: Tx, caseId: string, accountId: string): Promise<void> {
  // Two members who take each other off at once must not both count the other.
  await db.selectFrom('cases').select('id').where('id', '=', caseId).forUpdate().execute();
  const members = await db
    .selectFrom('case_members as m')
    .innerJoin('accounts as a', 'a.id', 'm.account_id')
    .select('a.id')
    .where('m.case_id', '=', caseId)
    .where('a.disabled_at', 'is', null)
    .execute();
  if (members.length === 1 && members[0]?.id === accountId) {
    throw new AppError(
      'changed_meanwhile',
      'The last member who can log in cannot leave the case: add somebody else first.',
    );
  }
  await db.deleteFrom('case_members').where('case_id', '=', caseId).where('account_id', '=', accountId).execute();
}

/** Shuts a person out of a case whatever their role, and takes them off its members. */
export async function addConflict(
  db: Tx,
  caseId: string,
  accountId: string,
  addedBy: string,
  reason: string,
): Promise<void> {
  await requireAccount(db, accountId);
  await removeMember(db, caseId, accountId);
  await db
    .insertInto('case_conflicts')
    .values({ case_id: caseId, account_id: accountId, added_by: addedBy, reason })
    .onConflict((conflict) => conflict.columns(['case_id', 'account_id']).doUpdateSet({ reason }))
    .execute();
}

export async function listMembers(db: Db, caseId: string) {
  return db
    .selectFrom('case_members as m')
    .innerJoin('accounts as a', 'a.id', 'm.account_id')
    .select(['a.id', 'a.name', 'a.role'])
    .where('m.case_id', '=', caseId)
    .orderBy('a.name')
    .execute();
}

export async function listConflicts(db: Db, caseId: string) {
  return db
    .selectFrom('case_conflicts as c')
    .innerJoin('accounts as a', 'a.id', 'c.account_id')
    .select(['a.id', 'a.name', 'a.role', 'c.reason'])
    .where('c.case_id', '=', caseId)
    .orderBy('a.name')
    .execute();
}

async function requireAccount(db: Db, accountId: string): Promise<void> {
  const found = await db.selectFrom('accounts').select('id').where('id', '=', accountId).executeTakeFirst();
  if (!found) throw new AppError('not_found', 'There is no such person: choose one from the list.');
}
