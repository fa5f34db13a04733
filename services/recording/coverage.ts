import { sql } from 'kysely';
import type { Db } from '../adapters/postgres/connect.ts';
import { type ShownCause, shownCause } from '../contracts/recording/gap.ts';

/** A stretch of a camera's record. */
export interface Stretch {
  from: Date;
  to: Date;
}

/** Where a camera has stored footage inside [from, to): merged stretches in order. */
export async function footageOf(db: Db, cameraId: string, from: Date, to: Date): Promise<Stretch[]> {
  const { rows } = await sql<Stretch>`
    select lower(part) as "from", upper(part) as "to"
    from unnest((
      select range_agg(tstzrange(greatest(started_at, ${from}), least(ended_at, ${to})))
      from segments
      where camera_id = ${cameraId} and started_at >= ${from}::timestamptz - interval '10 minutes'
        and started_at < ${to} and ended_at > ${from} and state = 'stored'
    )) as part order by 1`.execute(db);
  return rows;
}

/** A stretch without footage and why; `to` is null while it lasts. `stop` says who wanted it, where a person did. */
export interface Hole {
  from: Date;
  to: Date | null;
  cause: ShownCause;
  stop: { reason: string; by: string | null; from: Date; to: Date | null } | null;
}

/**
 * A camera's gaps inside [from, to), cut to it; `to` is null for one that is still open. Footage that the store has lost is
 * named here too, with cause `missing`, what is not as it was recorded with `altered`, and what was removed when its time was
 * over with `removed`.
 */
export async function gapsOf(db: Db, cameraId: string, from: Date, to: Date): Promise<Hole[]> {
  const { rows } = await sql<GapRow>`
    select g.from_at, g.to_at, g.cause, stop.reason, stop.by, stop.from_at as stop_from, stop.to_at as stop_to
    from gaps g left join lateral (
      select s.reason, a.name as by, s.stopped_at as from_at, coalesce(s.ended_at, s.until_at) as to_at
      from camera_stops s left join accounts a on a.id = s.stopped_by
      where s.camera_id = g.camera_id and s.kind = g.cause
        and tstzrange(s.stopped_at, coalesce(s.ended_at, s.until_at), '[]') && tstzrange(g.from_at, g.to_at)
      order by s.stopped_at desc limit 1
    ) stop on true
    where g.camera_id = ${cameraId} and tstzrange(g.from_at, g.to_at) && tstzrange(${from}, ${to})
    union all
    select started_at, ended_at, case state when 'missing' then 'missing' else 'altered' end, null, null, null, null
    from segments
    where camera_id = ${cameraId} and started_at >= ${from}::timestamptz - interval '10 minutes'
      and started_at < ${to} and ended_at > ${from} and state in ('missing', 'quarantined')
    union all
    select lower(part), upper(part), 'removed', null, null, null, null from unnest((
      select range_agg(tstzrange(started_at, ended_at)) from segments
      where camera_id = ${cameraId} and started_at >= ${from}::timestamptz - interval '10 minutes'
        and started_at < ${to} and ended_at > ${from} and state in ('deleting', 'deleted'))) as part
    order by from_at`.execute(db);
  return rows.map(({ from_at, to_at, cause, reason, by, stop_from, stop_to }) => ({
    from: from_at < from ? from : from_at,
    to: to_at !== null && to_at > to ? to : to_at,
    cause: shownCause.parse(cause),
    stop: reason === null || stop_from === null ? null : { reason, by, from: stop_from, to: stop_to },
  }));
}

interface GapRow {
  from_at: Date;
  to_at: Date | null;
  cause: string;
  reason: string | null;
  by: string | null;
  stop_from: Date | null;
  stop_to: Date | null;
}

/** A camera that came back reports its first footage at most this much later; an open gap is not believed beyond. */
const openGapMarginMs = 15_000;

/**
 * Before this instant everything is known of a camera: footage or a gap. While a camera is down its open gap counts
 * up to a little before `now`; footage that comes late makes a new seal.
 */
export async function accountedUntil(db: Db, cameraId: string, now: Date): Promise<Date> {
  const row = await db
    .selectFrom('cameras')
    .leftJoin('gaps', (join) => join.onRef('gaps.camera_id', '=', 'cameras.id').on('gaps.to_at', 'is', null))
    .select(['accounted_until as until', 'state', 'gaps.from_at as openFrom'])
    .where('cameras.id', '=', cameraId)
    .executeTakeFirstOrThrow();
  if (row.openFrom === null || row.openFrom > row.until || row.state === 'recording') return row.until;
  const believed = new Date(now.getTime() - openGapMarginMs);
  return believed > row.until ? believed : row.until;
}
