import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';

/** The union of all stretches that versions of the session named; a running one reaches to `now`. */
export async function everHeld(db: Db, sessionId: string, now: Date) {
  const { rows } = await sql<{ from: Date; to: Date }>`
    select lower(part) as "from", upper(part) as "to" from unnest((
      select range_agg(tstzrange(started_at, coalesce(ended_at, greatest(${now}, started_at + interval '1 ms'))))
      from session_versions where session_id = ${sessionId}
    )) as part`.execute(db);
  return rows;
}
