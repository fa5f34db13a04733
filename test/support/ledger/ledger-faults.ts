import { sql } from 'kysely';
import type { Db } from '../../../services/adapters/postgres/connect.ts';

/** Per camera: stretches before `accounted_until` that are covered twice, or by nothing. Empty is right. */
export async function ledgerFaults(db: Db): Promise<{ camera: string; doubled: number; uncovered: string }[]> {
  const { rows } = await sql<{ camera: string; doubled: number; uncovered: string }>`
    with parts as (
      select camera_id, tstzrange(started_at, ended_at) as part from segments
      union all select camera_id, tstzrange(from_at, to_at) from gaps
    ), pairs as (
      select camera_id, part, lead(part) over (partition by camera_id order by part) as next from parts
    )
    select c.code as camera,
      (select count(*)::int from pairs p where p.camera_id = c.id and part && next) as doubled,
      (tstzmultirange(tstzrange(c.created_at, c.accounted_until))
        - coalesce((select range_agg(part) from parts p where p.camera_id = c.id), '{}'))::text as uncovered
    from cameras c`.execute(db);
  return rows.filter((row) => row.doubled > 0 || row.uncovered !== '{}');
}
