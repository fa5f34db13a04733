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
  /** null: the program, after an incident. */
  by: string | null;
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

/** Of these sessions those that the program is to hold after an incident: not destroyed, and not held for that already. */
export async function toHoldAfterIncident(db: Db, sessionIds: readonly string[]): Promise<string[]> {
  if (sessionIds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select s.id from sessions s where s.id in (${sql.join([...sessionIds])})
      and not exists (select from holds h where h.session_id = s.id and h.placed_by is null and h.lifted_at is null)
      and not exists (select from destruction_sessions i where i.session_id = s.id and i.outcome = 'destroyed')
    for update of s`.execute(db);
  return rows.map((row) => row.id);
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
