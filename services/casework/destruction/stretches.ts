import { sql } from 'kysely';
import type { Who } from '../../access/may.ts';
import { sessionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';

/** All time that versions of an ended session ever named, as a PostgreSQL multirange in text. */
export async function everStretches(db: Db, sessionId: string): Promise<string> {
  return stretches(db, sql`s.id = ${sessionId}`);
}

/**
 * All time in which sessions keep a room's record, as a PostgreSQL multirange in text: by all versions, without those that
 * are destroyed or being destroyed, without `except`, and only those that `knownTo` may know of where that is given.
 */
export async function keptStretches(
  db: Db,
  roomId: string,
  { except = null, knownTo }: { except?: string | null; knownTo?: Who } = {},
): Promise<string> {
  const known = knownTo ? sessionVisible(knownTo, 's') : sql`true`;
  return stretches(
    db,
    sql`s.room_id = ${roomId} and s.id is distinct from ${except}::uuid and ${known} and not exists (
      select from destruction_sessions i where i.session_id = s.id and i.outcome = 'destroyed')`,
  );
}

async function stretches(db: Db, which: ReturnType<typeof sql>): Promise<string> {
  const { rows } = await sql<{ stretches: string }>`
    select coalesce(range_agg(tstzrange(v.started_at, coalesce(v.ended_at, s.ended_at))), '{}')::text as stretches
    from sessions s join session_versions v on v.session_id = s.id where ${which}`.execute(db);
  return rows[0]?.stretches ?? '{}';
}
