import { sql } from 'kysely';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { lockCamera, openGapIn } from '../gaps.ts';

/** True of a camera `c` that should record now: nobody has disabled or paused it. */
export const shouldRecord = sql<boolean>`(c.disabled_reason is null and (c.paused_until is null or c.paused_until <= now()))`;
/** A living worker has the camera's lease; `l` is the row of camera_leases. */
export const hasHolder = sql<boolean>`(not l.released and l.expires_at > now())`;

interface Stop {
  reason: string;
  /** Who asks; null for a command. */
  by: string | null;
}

/**
 * Switches a camera off until somebody enables it; a pause of its room goes on meanwhile. Its recorder ends within seconds.
 * Times by the database clock.
 */
export async function disableCamera(tx: Tx, cameraId: string, stop: Stop): Promise<void> {
  await endStops(tx, [cameraId], 'disabled', stop.by);
  await sql`update cameras set disabled_reason = ${stop.reason}, state = 'disabled', cause = 'disabled',
    cause_detail = null, state_since = now() where id = ${cameraId}`.execute(tx);
  await noteStop(tx, cameraId, 'disabled', stop, null);
}

/** Switches a camera on again; does nothing with one that is on. While its room is paused it is paused too. */
export async function enableCamera(tx: Tx, cameraId: string, by: string | null): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('cameras')
    .set({ disabled_reason: null })
    .where('id', '=', cameraId)
    .where('disabled_reason', 'is not', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await endStops(tx, [cameraId], 'disabled', by);
  await goOn(tx, [cameraId]);
  await joinPause(tx, cameraId);
}

/** A camera that comes into a room which is paused now is paused with it, for the same reason. */
export async function joinPause(tx: Tx, cameraId: string): Promise<void> {
  const { rows } = await sql<{ reason: string; by: string | null; until: Date }>`
    select s.reason, s.stopped_by as by, s.until_at as until
    from cameras own join cameras c on c.room_id = own.room_id join camera_stops s on s.camera_id = c.id
    where own.id = ${cameraId} and s.kind = 'paused' and s.ended_at is null and s.until_at > now()
    order by s.until_at desc limit 1`.execute(tx);
  const [pause] = rows;
  if (!pause) return;
  await sql`update cameras set paused_until = ${pause.until}, state = 'paused', cause = 'paused', state_since = now()
    where id = ${cameraId}`.execute(tx);
  await endStops(tx, [cameraId], 'paused', pause.by);
  await noteStop(tx, cameraId, 'paused', pause, pause.until);
}

/**
 * Pauses all cameras of a room that are not disabled, for so many minutes from now; a pause that runs is replaced.
 * Throws not_found, no_cameras.
 */
export async function pauseRoom(tx: Tx, roomId: string, minutes: number, stop: Stop): Promise<string[]> {
  const cameras = await recordingCameras(tx, roomId);
  if (cameras.length === 0) throw new AppError('no_cameras', 'This room has no camera that records.');
  await endStops(tx, cameras, 'paused', stop.by);
  const { rows } = await sql<{ id: string; until: Date }>`
    update cameras set paused_until = now() + ${minutes} * interval '1 minute', state = 'paused', cause = 'paused',
      cause_detail = null, state_since = now()
    where id = any(${cameras}::uuid[]) returning id, paused_until as until`.execute(tx);
  for (const { id, until } of rows) await noteStop(tx, id, 'paused', stop, until);
  return cameras;
}

/** Ends the pause of a room's cameras now; does nothing when none is paused. Throws not_found. */
export async function resumeRoom(tx: Tx, roomId: string, by: string | null): Promise<string[]> {
  await requireRoom(tx, roomId);
  const { rows } = await sql<{ id: string }>`
    select id from cameras where room_id = ${roomId} and paused_until > now() order by id for update`.execute(tx);
  const cameras = rows.map(({ id }) => id);
  await endStops(tx, cameras, 'paused', by);
  await goOn(tx, cameras);
  return cameras;
}

async function requireRoom(tx: Tx, roomId: string) {
  const room = await tx.selectFrom('rooms').select('id').where('id', '=', roomId).executeTakeFirst();
  if (!room) throw new AppError('not_found', 'There is no such room.');
}

/** The room's cameras that are not disabled, locked for this transaction. */
async function recordingCameras(tx: Tx, roomId: string): Promise<string[]> {
  await requireRoom(tx, roomId);
  const rows = await tx
    .selectFrom('cameras')
    .select('id')
    .where('room_id', '=', roomId)
    .where('disabled_reason', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/** Nobody wants these cameras to pause any more; those that are disabled stay so. */
async function goOn(tx: Tx, cameras: readonly string[]) {
  await sql`update cameras set paused_until = null where id = any(${cameras}::uuid[])`.execute(tx);
  await sql`update cameras set state = 'connecting', cause = null, cause_detail = null, state_since = now()
    where id = any(${cameras}::uuid[]) and disabled_reason is null`.execute(tx);
}

async function endStops(tx: Tx, cameras: readonly string[], kind: StopKind, by: string | null) {
  await sql`update camera_stops set ended_at = now(), ended_by = ${by}
    where camera_id = any(${cameras}::uuid[]) and kind = ${kind} and ended_at is null and (until_at is null or until_at > now())`.execute(
    tx,
  );
}

async function noteStop(tx: Tx, cameraId: string, kind: StopKind, { reason, by }: Stop, until: Date | null) {
  const stop = { camera_id: cameraId, kind, reason, stopped_by: by, until_at: until };
  const { id } = await tx.insertInto('camera_stops').values(stop).returning('id').executeTakeFirstOrThrow();
  // A worker that holds it opens the gap where its footage ends; without one it begins now.
  if (!(await isHeld(tx, cameraId))) await openStopGap(tx, cameraId, { id, kind }, null);
}

type StopKind = 'paused' | 'disabled';

/**
 * The camera is stopped by this stop from `from` on, from now when null, where no footage lies. Of what is before that: after
 * an earlier stop that has ended since, and while no gap is open, it was nobody that recorded.
 */
async function openStopGap(tx: Tx, cameraId: string, stop: { id: string; kind: StopKind }, from: Date | null) {
  const { rows } = await sql<{ ended: Date | null; isUnexplained: boolean; wasHeld: boolean }>`
    select case when earlier.ended <= now() then earlier.ended end as ended,
      g.id is null and c.accounted_until < coalesce(${from}::timestamptz, now()) as "isUnexplained",
      exists (select from camera_leases where camera_id = c.id) as "wasHeld"
    from cameras c left join gaps g on g.camera_id = c.id and g.to_at is null left join lateral (
      select coalesce(s.ended_at, s.until_at) as ended from camera_stops s
      where s.camera_id = c.id and s.kind = g.cause and s.id <> ${stop.id} order by s.stopped_at desc limit 1
    ) earlier on true
    where c.id = ${cameraId}`.execute(tx);
  const [before] = rows;
  if (before?.ended) await openGapIn(tx, cameraId, before.ended, 'worker_lost');
  if (before?.isUnexplained) await openGapIn(tx, cameraId, null, before.wasHeld ? 'worker_lost' : 'starting');
  await openGapIn(tx, cameraId, from, stop.kind);
}

/**
 * Stopped cameras whose worker died before it could end them: their gap is opened where the stop was asked for, up to there
 * the worker is lost.
 */
export async function openForgottenStops(db: Database): Promise<void> {
  for (const { cameraId } of await forgottenStops(db, null)) {
    await db.transaction().execute(async (tx) => {
      await lockCamera(tx, cameraId);
      const [still] = await forgottenStops(tx, cameraId);
      if (still) await openStopGap(tx, cameraId, still, still.from);
    });
  }
}

/** Stopped cameras that nobody holds and whose open gap does not say so; all, or this one if it is. */
async function forgottenStops(db: Db, cameraId: string | null) {
  const { rows } = await sql<{ cameraId: string; id: string; kind: StopKind; from: Date }>`
    select c.id as "cameraId", stop.id, stop.kind, stop.stopped_at as from
    from cameras c join lateral (
      select s.id, s.kind, s.stopped_at from camera_stops s
      where s.camera_id = c.id and s.ended_at is null and (s.until_at is null or s.until_at > now())
      order by s.stopped_at desc limit 1
    ) stop on true
    where not ${shouldRecord} and (${cameraId}::uuid is null or c.id = ${cameraId})
      and not exists (select from camera_leases l where l.camera_id = c.id and ${hasHolder})
      and not exists (select from gaps g where g.camera_id = c.id and g.to_at is null and g.cause = stop.kind)
    order by c.id`.execute(db);
  return rows;
}

async function isHeld(tx: Tx, cameraId: string): Promise<boolean> {
  const { rows } = await sql`select from camera_leases l where l.camera_id = ${cameraId} and ${hasHolder}`.execute(tx);
  return rows.length > 0;
}
