import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { caseThing } from '../../access/session-things.ts';
import { forbidden, notFound } from '../../access/views/refusal.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { highest } from '../protection/classes.ts';
import { workOutClasses } from '../protection/work-out.ts';
import { changeSession } from './change-session.ts';
import { requireSession } from './require-session.ts';

/** Links a case by its number. One that the person does not see is answered like one that does not exist. */
export async function linkCase(deps: CaseworkDeps, actor: Actor, sessionId: string, key: string): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  await changeSession(deps, actor, sessionId, 'session.link', async (tx) => ({
    caseId: await linkByKey(tx, actor, sessionId, key),
  }));
}

/** Unlinks a case. The session's class stays as high as it was, also when the case is lowered later. */
export async function unlinkCase(deps: CaseworkDeps, actor: Actor, sessionId: string, caseId: string): Promise<void> {
  await requireSession(deps.db, actor, sessionId, 'session.change');
  await changeSession(deps, actor, sessionId, 'session.unlink', async (tx) => {
    const thing = await caseThing(tx, actor.id, caseId, sessionId);
    if (!thing || !may(actor, 'case.see', thing)) throw notFound();
    await keepUp(tx, sessionId, caseId);
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
  const file = await tx.selectFrom('cases').select('id').where('key', '=', key).executeTakeFirst();
  const thing = file && (await caseThing(tx, actor.id, file.id, null));
  if (!file || !thing || !may(actor, 'case.see', thing)) {
    throw new AppError('not_found', `There is no case ${key} for you: check the number, or open the case first.`);
  }
  if (thing.conflicted) throw forbidden();
  // Before the row that names it: who decides what becomes of the session waits, and two never wait for each other.
  await tx.selectFrom('sessions').select('id').where('id', '=', sessionId).forNoKeyUpdate().execute();
  await tx
    .insertInto('session_cases')
    .values({ session_id: sessionId, case_id: file.id, linked_by: actor.id })
    .onConflict((conflict) => conflict.columns(['session_id', 'case_id']).where('unlinked_at', 'is', null).doNothing())
    .execute();
  await workOutClasses(tx, [sessionId]);
  return file.id;
}

/** What the case has protected until now becomes the session's own. */
async function keepUp(tx: Tx, sessionId: string, caseId: string) {
  const file = tx.selectFrom('cases').select('access_class').where('id', '=', caseId).forShare();
  const { access_class: ofCase } = await file.executeTakeFirstOrThrow();
  const session = tx
    .selectFrom('sessions')
    .select(['own_class', 'access_class'])
    .where('id', '=', sessionId)
    .forUpdate();
  const { own_class: own, access_class: now } = await session.executeTakeFirstOrThrow();
  const kept = highest([own ?? now, ofCase]);
  await tx.updateTable('sessions').set({ own_class: kept }).where('id', '=', sessionId).execute();
}
