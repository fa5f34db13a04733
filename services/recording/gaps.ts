import { sql } from 'kysely';
import type { Db, Tx } from '../adapters/postgres/connect.ts';
import type { GapCause } from '../contracts/recording/gap.ts';

/**
 * The gap ledger. Invariant: before a camera's `accounted_until` every instant is in exactly one stored segment or one
 * gap. All writers hold the camera's row lock, so they see each other's work.
 */

/** True of a gap `g` that overlaps [from, to) or lies right beside it; `to` is null for all that comes. */
export const touches = (from: Date, to: Date | null) => sql<boolean>`(
  tstzrange(g.from_at, g.to_at) && tstzrange(${from}::timestamptz, ${to}::timestamptz)
  or tstzrange(g.from_at, g.to_at) -|- tstzrange(${from}::timestamptz, ${to}::timestamptz))`;

/** Locks the camera's row for this transaction and returns what the ledger needs of it. */
export async function lockCamera(tx: Tx, cameraId: string) {
  return tx
    .selectFrom('cameras')
    .select(['id', 'accounted_until as accountedUntil'])
    .where('id', '=', cameraId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * Opens a gap at `from` (the end of the last footage), or at what is accounted already if that is later. A gap that is open
 * ends there, and the new one goes on; without footage since it ends now, or goes on when it has the same cause. Footage
 * that is stored already, ahead of older one, stays footage. Returns whether that was news.
 */
export async function openGap(db: Db, cameraId: string, from: Date | null, cause: GapCause): Promise<boolean> {
  return db.transaction().execute((tx) => openGapIn(tx, cameraId, from, cause));
}

/** The same inside a transaction of the caller's. */
export async function openGapIn(tx: Tx, cameraId: string, from: Date | null, cause: GapCause): Promise<boolean> {
  const camera = await lockCamera(tx, cameraId);
  const open = await openGapOf(tx, cameraId);
  if (open?.cause === cause && (from === null || from <= open.from_at)) return false;
  if (open) await replaceOpen(tx, camera, open, from, cause);
  else await insertGaps(tx, cameraId, latest(camera.accountedUntil, from), null, cause);
  return true;
}

async function replaceOpen(tx: Tx, camera: LockedCamera, open: OpenGap, from: Date | null, cause: GapCause) {
  const footageSince = from !== null && from > open.from_at;
  const at = footageSince ? from : await databaseNow(tx);
  if (at <= open.from_at) {
    await tx.updateTable('gaps').set({ cause }).where('id', '=', open.id).execute();
    return;
  }
  await tx.updateTable('gaps').set({ to_at: at }).where('id', '=', open.id).execute();
  await insertGaps(tx, camera.id, at, null, cause);
  // Footage since then still waits in a spool.
  if (!footageSince && open.from_at <= camera.accountedUntil) await moveAccounted(tx, camera.id, at);
}

type LockedCamera = Awaited<ReturnType<typeof lockCamera>>;
type OpenGap = NonNullable<Awaited<ReturnType<typeof openGapOf>>>;

/** Writes a gap with `cause` over what of [from, to) is neither footage nor a gap; `to` is null for an open one. */
async function insertGaps(tx: Tx, cameraId: string, from: Date, to: Date | null, cause: GapCause): Promise<void> {
  await sql`
    with span as (select tstzrange(${from}::timestamptz, ${to}::timestamptz) as whole)
    insert into gaps (camera_id, from_at, to_at, cause)
    select ${cameraId}, lower(hole), upper(hole), ${cause}
    from span, unnest(
      tstzmultirange(whole)
      - coalesce((select range_agg(tstzrange(from_at, to_at)) from gaps
          where camera_id = ${cameraId} and tstzrange(from_at, to_at) && whole), '{}')
      - coalesce((select range_agg(tstzrange(started_at, ended_at)) from segments
          where camera_id = ${cameraId} and started_at >= ${from}::timestamptz - interval '10 minutes'
            and started_at < coalesce(${to}::timestamptz, 'infinity') and ended_at > ${from}), '{}')
    ) as hole`.execute(tx);
  // Footage on both sides may have been stored ahead: then its recorder has said why there is none between.
  await explainGaps(tx, cameraId, { startedAt: from, endedAt: to }, false);
}

/** What a holder of the lease that took a camera over says of the time before it. */
const causesOfChange: GapCause[] = ['worker_lost', 'worker_restart', 'starting'];

/** `late`: of an earlier holder of the lease. `found`: nobody brings it, it lay in the bucket. */
type Arrival = 'in time' | 'late' | 'found';

/**
 * Takes [from, to) out of every gap: there is footage after all. Of a gap that is still open the part behind `to` goes
 * on, unless the footage is the newest there is. What is left behind late footage, up to where the next holder took over,
 * has the cause of that.
 */
export async function carveGaps(tx: Tx, cameraId: string, from: Date, to: Date, arrival: Arrival): Promise<void> {
  const touched = await tx
    .selectFrom('gaps as g')
    .select(['g.id', 'g.from_at', 'g.to_at', 'g.cause', 'g.opened_at'])
    .select((eb) =>
      eb
        .selectFrom('gaps as next')
        .select('next.cause')
        .whereRef('next.camera_id', '=', 'g.camera_id')
        .where(sql<boolean>`tstzrange(next.from_at, next.to_at) @> g.to_at`)
        .where('next.cause', 'in', causesOfChange)
        .as('cause_of_change'),
    )
    .where('g.camera_id', '=', cameraId)
    .where(sql<boolean>`tstzrange(g.from_at, g.to_at) && tstzrange(${from}, ${to})`)
    .execute();
  for (const gap of touched) {
    await tx.deleteFrom('gaps').where('id', '=', gap.id).execute();
    const rest = { camera_id: cameraId, cause: gap.cause, opened_at: gap.opened_at };
    if (gap.from_at < from)
      await tx
        .insertInto('gaps')
        .values({ ...rest, from_at: gap.from_at, to_at: from })
        .execute();
    const goesOn = gap.to_at === null ? arrival !== 'in time' : gap.to_at > to;
    const cause = (arrival === 'late' && gap.cause_of_change) || gap.cause;
    if (goesOn)
      await tx
        .insertInto('gaps')
        .values({ ...rest, cause, from_at: to, to_at: gap.to_at })
        .execute();
  }
}

/**
 * Gives the gaps beside a stored segment, or in any other stretch of time, their true cause, where the same holder of the
 * lease recorded on both sides: its recorder said why there was no footage, while the ledger may have been told something
 * else as long as that footage waited in the spool. `isSettled` says that nothing older is to come: a hole within a run is
 * then footage that was spoilt.
 */
export async function explainGaps(
  tx: Tx,
  cameraId: string,
  { startedAt, endedAt }: { startedAt: Date; endedAt: Date | null },
  isSettled: boolean,
): Promise<void> {
  await sql`
    update gaps g set cause = coalesce(after.gap_before, 'corrupt')
    from segments before join runs b on b.id = before.run_id, segments after join runs a on a.id = after.run_id
    where g.camera_id = ${cameraId} and before.camera_id = ${cameraId} and after.camera_id = ${cameraId}
      and ${touches(startedAt, endedAt)}
      and before.started_at >= g.from_at - interval '10 minutes' and before.started_at < g.from_at
      and before.ended_at = g.from_at and after.started_at = g.to_at and a.lease_epoch = b.lease_epoch
      and (after.gap_before is not null or (${isSettled} and g.to_at = ${startedAt}))
      and g.cause <> coalesce(after.gap_before, 'corrupt')`.execute(tx);
}

/** Writes a gap with `cause` over whatever lies between what was accounted and `at` and is neither footage nor a gap. */
export async function fillHoles(
  tx: Tx,
  cameraId: string,
  accountedUntil: Date,
  at: Date,
  cause: GapCause,
): Promise<void> {
  if (accountedUntil < at) await insertGaps(tx, cameraId, accountedUntil, at, cause);
}

/** Moves `accounted_until` forward, never back. */
export async function moveAccounted(tx: Tx, cameraId: string, to: Date): Promise<void> {
  await tx
    .updateTable('cameras')
    .set({ accounted_until: sql`greatest(accounted_until, ${to})` })
    .where('id', '=', cameraId)
    .execute();
}

async function openGapOf(tx: Tx, cameraId: string) {
  return tx
    .selectFrom('gaps')
    .select(['id', 'from_at', 'cause'])
    .where('camera_id', '=', cameraId)
    .where('to_at', 'is', null)
    .executeTakeFirst();
}

async function databaseNow(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()::timestamptz(3) as now`.execute(tx);
  return rows[0]?.now ?? new Date();
}

function latest(a: Date, b: Date | null): Date {
  return b !== null && b > a ? b : a;
}
