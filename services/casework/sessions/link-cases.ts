import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { caseThing } from '../../access/session-things.ts';
import { forbidden, notFound } from '../../access/views/refusal.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { highest } from './access-class.ts';
import { changeSession } from './change-session.ts';
import { requireSession } from './require-session.ts';

/** Links a case by its number. One that the person does not see is answered like one that does not exist. */
export async function linkCase(deps: CaseworkDeps, actor: Actor, sessionId: string, key: string): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  await changeSession(deps, actor, sessionId, 'session.link', async (tx) => ({
    caseId: await linkByKey(tx, actor, sessionId, key),
  }));
}

/** Unlinks a case. The session's class stays as high as it was. */
export async function unlinkCase(deps: CaseworkDeps, actor: Actor, sessionId: string, caseId: string): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  await changeSession(deps, actor, sessionId, 'session.unlink', async (tx) => {
    const thing = await caseThing(tx, actor.id, caseId, sessionId);
    if (!thing || !may(actor, 'case.see', thing)) throw notFound();
    await tx
      .updateTable('session_cases')
      .set({ unlinked_by: actor.id, unlinked_at: sql`now()` })
      .where('session_id', '=', sessionId)
      .where('case_id', '=', caseId)
      .where('unlinked_at', 'is', null)
      .execute();
    return { caseId };
  });
}

/** Links and raises the session's class, in the caller's transaction. Returns the case's id. Throws not_found. */
export async function linkByKey(tx: Tx, actor: Actor, sessionId: string, key: string): Promise<string> {
  const file = await tx.selectFrom('cases').select(['id', 'access_class']).where('key', '=', key).executeTakeFirst();
  const thing = file && (await caseThing(tx, actor.id, file.id, null));
  if (!file || !thing || !may(actor, 'case.see', thing)) {
    throw new AppError('not_found', `There is no case ${key} for you: check the number, or open the case first.`);
  }
  if (thing.conflicted) throw forbidden();
  await tx
    .insertInto('session_cases')
    .values({ session_id: sessionId, case_id: file.id, linked_by: actor.id })
    .onConflict((conflict) => conflict.columns(['session_id', 'case_id']).where('unlinked_at', 'is', null).doNothing())
    .execute();
  const session = await tx
    .selectFrom('sessions')
    .select('access_class')
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  const accessClass = highest([session.access_class, file.access_class]);
  await tx.updateTable('sessions').set({ access_class: accessClass }).where('id', '=', sessionId).execute();
  return file.id;
}
