import { sql } from 'kysely';
import type { Db, Tx } from '../adapters/postgres/connect.ts';
import type { GapCause } from '../contracts/recording/gap.ts';

/**
 * The gap ledger. Invariant: before a camera's `accounted_until` every instant is in exactly one stored segment or one
 * gap. All writers hold the camera's row lock, so they see each other's work.
 */

/** Locks the camera's row for this transaction and returns what the ledger needs of it. */
export async function lockCamera(tx: Tx, cameraId: string) {
  return tx
    .selectFrom('cameras')
    .select(['id', 'accounted_until as accountedUntil', 'last_segment_ended as lastSegmentEnded'])
    .where('id', '=', cameraId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

/**
 * Opens a gap at `from` (the end of the last footage), or at what is accounted already if that is later. A gap that is
 * open with another cause ends now, and the new cause goes on from there; with the same cause nothing changes.
 */
export async function openGap(db: Db, cameraId: string, from: Date | null, cause: GapCause): Promise<void> {
  await db.transaction().execute((tx) => openGapIn(tx, cameraId, from, cause));
}

/** The same inside a transaction of the caller's. */
export async function openGapIn(tx: Tx, cameraId: string, from: Date | null, cause: GapCause): Promise<void> {
  const camera = await lockCamera(tx, cameraId);
  const open = await openGapOf(tx, cameraId);
  if (open?.cause === cause) return;
  if (!open) {
    const start = latest(camera.accountedUntil, from);
    await tx.insertInto('gaps').values({ camera_id: cameraId, from_at: start, cause }).execute();
    return;
  }
  const now = await databaseNow(tx);
  if (now <= open.from_at) {
    await tx.updateTable('gaps').set({ cause }).where('id', '=', open.id).execute();
    return;
  }
  await tx.updateTable('gaps').set({ to_at: now }).where('id', '=', open.id).execute();
  await tx.insertInto('gaps').values({ camera_id: cameraId, from_at: now, cause }).execute();
  if (open.from_at <= camera.accountedUntil) await moveAccounted(tx, cameraId, now);
}

/**
 * Takes [from, to) out of every gap: there is footage after all. Of a gap that is still open the part behind `to` goes
 * on only when `stillOpen` says so (footage of an earlier holder of the lease came late).
 */
export async function carveGaps(tx: Tx, cameraId: string, from: Date, to: Date, stillOpen: boolean): Promise<void> {
  const touched = await tx
    .selectFrom('gaps')
    .select(['id', 'from_at', 'to_at', 'cause', 'opened_at'])
    .where('camera_id', '=', cameraId)
    .where(sql<boolean>`tstzrange(from_at, to_at) && tstzrange(${from}, ${to})`)
    .execute();
  for (const gap of touched) {
    await tx.deleteFrom('gaps').where('id', '=', gap.id).execute();
    const rest = { camera_id: cameraId, cause: gap.cause, opened_at: gap.opened_at };
    if (gap.from_at < from)
      await tx
        .insertInto('gaps')
        .values({ ...rest, from_at: gap.from_at, to_at: from })
        .execute();
    const goesOn = gap.to_at === null ? stillOpen : gap.to_at > to;
    if (goesOn)
      await tx
        .insertInto('gaps')
        .values({ ...rest, from_at: to, to_at: gap.to_at })
        .execute();
  }
}

/** Footage begins again at `at`: the gap that was open until now ends there. */
export async function closeGap(tx: Tx, cameraId: string, at: Date): Promise<void> {
  const open = await openGapOf(tx, cameraId);
  if (open && open.from_at < at) await tx.updateTable('gaps').set({ to_at: at }).where('id', '=', open.id).execute();
}

/** Writes a gap with `cause` over whatever lies between what was accounted and `at` and is neither footage nor a gap. */
export async function fillHoles(
  tx: Tx,
  cameraId: string,
  accountedUntil: Date,
  at: Date,
  cause: GapCause,
): Promise<void> {
  if (accountedUntil >= at) return;
  await sql`
    insert into gaps (camera_id, from_at, to_at, cause)
    select ${cameraId}, lower(hole), upper(hole), ${cause}
    from unnest(
      tstzmultirange(tstzrange(${accountedUntil}, ${at}))
      - coalesce((select range_agg(tstzrange(from_at, to_at)) from gaps
          where camera_id = ${cameraId} and tstzrange(from_at, to_at) && tstzrange(${accountedUntil}, ${at})), '{}')
      - coalesce((select range_agg(tstzrange(started_at, ended_at)) from segments
          where camera_id = ${cameraId} and started_at >= ${accountedUntil}::timestamptz - interval '10 minutes'
            and started_at < ${at} and ended_at > ${accountedUntil}), '{}')
    ) as hole`.execute(tx);
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
