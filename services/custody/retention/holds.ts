import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { HoldReason } from '../../contracts/custody/retention.ts';

/** What a hold lies on: a session, or a case with all its sessions. */
export type Held = { sessionId: string } | { caseId: string };

interface NewHold {
  on: Held;
  reason: HoldReason;
  note: string;
  by: string;
}

/** Places a hold. Returns its id. The caller has asked `may`, and works out the keeping anew afterwards. */
export async function placeHold(db: Db, { on, reason, note, by }: NewHold): Promise<string> {
  const row = await db
    .insertInto('holds')
    .values({
      session_id: 'sessionId' in on ? on.sessionId : null,
      case_id: 'caseId' in on ? on.caseId : null,
      ...{ reason_code: reason, note, placed_by: by },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** A hold that still holds; undefined when there is none. */
export async function activeHold(db: Db, holdId: string) {
  return db
    .selectFrom('holds')
    .select(['id', 'session_id as sessionId', 'case_id as caseId'])
    .where('id', '=', holdId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst();
}

/** Lifts a hold, approved by another than who asked. Throws changed_meanwhile when it does not hold any more. */
export async function liftHold(db: Db, holdId: string, by: string, note: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('holds')
    .set({ lifted_by: by, lifted_at: sql`now()`, lift_note: note })
    .where('id', '=', holdId)
    .where('lifted_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new AppError('changed_meanwhile', 'This hold was lifted meanwhile: load the page again.');
}

/** The sessions that a hold lies on; unlinking a case does not let go what a person holds. */
export async function sessionsHeldBy(db: Db, on: Held): Promise<string[]> {
  if ('sessionId' in on) return [on.sessionId];
  const rows = await db
    .selectFrom('session_cases')
    .select('session_id')
    .distinct()
    .where('case_id', '=', on.caseId)
    .execute();
  return rows.map((row) => row.session_id);
}
