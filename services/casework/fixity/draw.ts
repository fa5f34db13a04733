import { randomInt } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { type Segment, segmentAt } from '../../recording/segments.ts';

/** A stretch of a camera's record out of which a segment is drawn. */
interface Stretch {
  cameraId: string;
  from: Date;
  to: Date;
}

/**
 * Draws segments that nobody can foretell (by the operating system's random numbers): half of them out of held sessions, a
 * quarter out of all sessions, the rest out of everything. Fewer where there are no more.
 */
export async function drawSegments(db: Db, count: number, now: Date): Promise<Segment[]> {
  const half = Math.ceil(count / 2);
  const held = await clipStretches(
    db,
    sql`exists (
    select from session_keeping k where k.session_id = c.session_id and k.is_held)`,
    half,
    now,
  );
  const any = await clipStretches(db, sql`true`, Math.ceil(count / 4), now);
  const chosen = [...spread(held, half), ...spread(any, Math.ceil(count / 4))].slice(0, count);
  chosen.push(...spread(await cameraStretches(db, now), count - chosen.length));
  const drawn = new Map<string, Segment>();
  for (const stretch of chosen) {
    const segment = await drawFrom(db, stretch);
    if (segment) drawn.set(`${segment.cameraId} ${segment.startedAt.getTime()}`, segment);
  }
  return [...drawn.values()];
}

async function drawFrom(db: Db, { cameraId, from, to }: Stretch): Promise<Segment | undefined> {
  const lengthMs = to.getTime() - from.getTime();
  if (lengthMs <= 0) return undefined;
  const at = new Date(from.getTime() + randomInt(lengthMs));
  const { rows } = await sql<{ startedAt: Date }>`
    select started_at as "startedAt" from segments
    where camera_id = ${cameraId} and started_at >= ${at}::timestamptz - interval '10 minutes' and ended_at > ${at}
      and started_at < ${to} and state = 'stored'
    order by started_at limit 1`.execute(db);
  return rows[0] && segmentAt(db, cameraId, rows[0].startedAt);
}

/** As many as asked, each of them as often as the others; none when there are none. */
const spread = (stretches: readonly Stretch[], count: number): Stretch[] =>
  stretches.length === 0 ? [] : Array.from({ length: count }, (_, i) => stretches[i % stretches.length] as Stretch);

async function clipStretches(db: Db, which: RawBuilder<unknown>, limit: number, now: Date): Promise<Stretch[]> {
  const { rows } = await sql<Stretch>`
    select c.camera_id as "cameraId", c.from_at as "from", coalesce(c.to_at, ${now}) as "to" from clips c
    where c.state <> 'destroyed' and ${which} order by gen_random_uuid() limit ${limit}`.execute(db);
  return rows;
}

async function cameraStretches(db: Db, now: Date): Promise<Stretch[]> {
  const { rows } = await sql<Stretch>`
    select c.id as "cameraId", first.started_at as "from", ${now}::timestamptz as "to" from cameras c
    cross join lateral (select s.started_at from segments s where s.camera_id = c.id and s.state = 'stored'
      order by s.started_at limit 1) first
    order by gen_random_uuid()`.execute(db);
  return rows;
}
