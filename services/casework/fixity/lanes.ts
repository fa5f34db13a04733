import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { countDocuments, documentTables } from '../../custody/documents.ts';
import { type Cycle, reachedIn } from '../../custody/fixity/cycles.ts';

/** A camera of which something is still to be read, and the start of the next segment. */
export interface Lane {
  cameraId: string;
  reached: string | null;
  next: Date;
}

/** Cameras of which the cycle has not read everything recorded before `end`, that with the oldest footage first. */
export async function lanesLeft(db: Db, cycleId: string, end: Date): Promise<Lane[]> {
  const { rows } = await sql<Lane>`
    select c.id as "cameraId", p.reached, next.started_at as next
    from cameras c left join fixity_positions p on p.lane = c.id::text and p.cycle_id = ${cycleId}
    cross join lateral (
      select s.started_at from segments s
      where s.camera_id = c.id and s.started_at > coalesce(p.reached::timestamptz, '-infinity') and s.started_at < ${end}
        and s.state = 'stored'
      order by s.started_at limit 1) next
    order by next.started_at, c.id`.execute(db);
  return rows;
}

const monthMs = 31 * 86_400_000;

/** Counts what a cycle has to read: what it has read already, and what is left. */
export async function countTotals(db: Db, cycle: Cycle, end: Date, signal: AbortSignal) {
  let [totalBytes, totalDocuments] = [cycle.doneBytes, cycle.doneDocuments];
  for (const { cameraId, next } of await lanesLeft(db, cycle.id, end)) {
    // A month at a time: no statement takes long.
    for (let fromMs = next.getTime(); fromMs < end.getTime(); fromMs += monthMs) {
      signal.throwIfAborted();
      const to = new Date(Math.min(fromMs + monthMs, end.getTime()));
      totalBytes += await bytesBetween(db, cameraId, new Date(fromMs), to);
    }
  }
  for (const from of documentTables)
    totalDocuments += await countDocuments(db, from, (await reachedIn(db, cycle.id, from.table)) ?? '');
  return { totalBytes, totalDocuments };
}

async function bytesBetween(db: Db, cameraId: string, from: Date, to: Date): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(video_bytes::bigint + coalesce(audio_bytes, 0)), 0)::bigint as bytes from segments
    where camera_id = ${cameraId} and started_at >= ${from} and started_at < ${to} and state = 'stored'`.execute(db);
  return rows[0]?.bytes ?? 0;
}
