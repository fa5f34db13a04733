import { sql } from 'kysely';
import type { Tx } from '../../adapters/postgres/connect.ts';
import type { AccessClass } from '../../contracts/case.ts';
import { highest } from './classes.ts';

/** A session that has another class now. */
export interface ClassChanged {
  sessionId: string;
  from: AccessClass;
  to: AccessClass;
}

/**
 * Gives sessions the highest of their own class and those of their cases: upwards always, downwards only where two people
 * have lowered something (`mayLower`). What pictures there are of one that is protected now is forgotten in the same
 * transaction. Call it in the transaction of whatever changed, which holds the case's row; locks the sessions.
 */
export async function workOutClasses(
  tx: Tx,
  sessionIds: readonly string[],
  { mayLower = false }: { mayLower?: boolean } = {},
): Promise<ClassChanged[]> {
  const changes: ClassChanged[] = [];
  for (const { id, from, own, cases } of await lockSessions(tx, sessionIds)) {
    const worked = highest([own ?? from, ...cases]);
    const to = mayLower ? worked : highest([from, worked]);
    if (to === from) continue;
    await tx.updateTable('sessions').set({ access_class: to }).where('id', '=', id).execute();
    if (from === 'normal' || to === 'normal') await redoPictures(tx, id);
    changes.push({ sessionId: id, from, to });
  }
  return changes;
}

interface Standing {
  id: string;
  from: AccessClass;
  own: AccessClass | null;
  cases: AccessClass[];
}

async function lockSessions(tx: Tx, sessionIds: readonly string[]): Promise<Standing[]> {
  if (sessionIds.length === 0) return [];
  await tx.selectFrom('sessions').select('id').where('id', 'in', sessionIds).orderBy('id').forUpdate().execute();
  return tx
    .selectFrom('sessions as s')
    .select(['s.id', 's.access_class as from', 's.own_class as own'])
    .select(
      sql<AccessClass[]>`array(select c.access_class from session_cases l join cases c on c.id = l.case_id
        where l.session_id = s.id and l.unlinked_at is null)`.as('cases'),
    )
    .where('s.id', 'in', sessionIds)
    .orderBy('s.id')
    .execute();
}

/** `clip.preview` removes the pictures of a protected session, and makes those of a normal one. */
async function redoPictures(tx: Tx, sessionId: string) {
  await tx
    .updateTable('clips')
    .set({ poster_key: null, sprite_key: null, preview_state: 'none', preview_failure: null })
    .where('session_id', '=', sessionId)
    .where('state', '!=', 'destroyed')
    .execute();
}

/** The sessions that a case is linked to now. */
export async function sessionsLinkedTo(tx: Tx, caseId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('session_cases')
    .select('session_id')
    .distinct()
    .where('case_id', '=', caseId)
    .where('unlinked_at', 'is', null)
    .execute();
  return rows.map((row) => row.session_id);
}
