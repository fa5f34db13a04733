import { sql } from 'kysely';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { openGapIn } from '../gaps.ts';

/** True of a camera `c` that should record now: nobody has disabled or paused it. */
export const shouldRecord = sql<boolean>`(c.disabled_reason is null and (c.paused_until is null or c.paused_until <= now()))`;

interface Stop {
  reason: string;
  /** Who asks; null for a command. */
  by: string | null;
}

/** Switches a camera off until somebody enables it. Its recorder ends within seconds. Times by the database clock. */
export async function disableCamera(tx: Tx, cameraId: string, stop: Stop): Promise<void> {
  await endStops(tx, [cameraId], stop.by);
  await sql`update cameras set disabled_reason = ${stop.reason}, paused_until = null, state = 'disabled', cause = 'disabled',
    cause_detail = null, state_since = now() where id = ${cameraId}`.execute(tx);
  await noteStop(tx, cameraId, 'disabled', stop, null);
}

export async function enableCamera(tx: Tx, cameraId: string, by: string | null): Promise<void> {
  await endStops(tx, [cameraId], by);
  await goOn(tx, [cameraId]);
}

/**
 * Pauses all cameras of a room that are not disabled, for so many minutes from now; a pause that runs is replaced.
 * Throws not_found, no_cameras.
 */
export async function pauseRoom(tx: Tx, roomId: string, minutes: number, stop: Stop): Promise<string[]> {
  const cameras = await recordingCameras(tx, roomId);
  if (cameras.length === 0) throw new AppError('no_cameras', 'This room has no camera that records.');
  await endStops(tx, cameras, stop.by);
  const { rows } = await sql<{ id: string; until: Date }>`
    update cameras set paused_until = now() + ${minutes} * interval '1 minute', state = 'paused', cause = 'paused',
      cause_detail = null, state_since = now()
    where id = any(${cameras}::uuid[]) returning id, paused_until as until`.execute(tx);
  for (const { id, until } of rows) await noteStop(tx, id, 'paused', stop, until);
  return cameras;
}

/** Ends the pause of a room's cameras now; does nothing when none is paused. Throws not_found. */
export async function resumeRoom(tx: Tx, roomId: string, by: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from cameras
    where id = any(${await recordingCameras(tx, roomId)}::uuid[]) and paused_until > now()`.execute(tx);
  const cameras = rows.map(({ id }) => id);
  await endStops(tx, cameras, by);
  await goOn(tx, cameras);
  return cameras;
}

/** The room's cameras that are not disabled, locked for this transaction. */
async function recordingCameras(tx: Tx, roomId: string): Promise<string[]> {
  const room = await tx.selectFrom('rooms').select('id').where('id', '=', roomId).executeTakeFirst();
  if (!room) throw new AppError('not_found', 'There is no such room.');
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

async function goOn(tx: Tx, cameras: readonly string[]) {
  await sql`update cameras set disabled_reason = null, paused_until = null, state = 'connecting', cause = null,
    cause_detail = null, state_since = now() where id = any(${cameras}::uuid[])`.execute(tx);
}

async function endStops(tx: Tx, cameras: readonly string[], by: string | null) {
  await sql`update camera_stops set ended_at = now(), ended_by = ${by}
    where camera_id = any(${cameras}::uuid[]) and ended_at is null and (until_at is null or until_at > now())`.execute(
    tx,
  );
}

async function noteStop(
  tx: Tx,
  cameraId: string,
  kind: 'paused' | 'disabled',
  { reason, by }: Stop,
  until: Date | null,
) {
  const stop = { camera_id: cameraId, kind, reason, stopped_by: by, until_at: until };
  await tx.insertInto('camera_stops').values(stop).execute();
  // A worker that holds it opens the gap where its footage ends; without one it begins now.
  if (!(await isHeld(tx, cameraId))) await openGapIn(tx, cameraId, null, kind);
}

async function isHeld(tx: Tx, cameraId: string): Promise<boolean> {
  const { rows } = await sql`select from camera_leases
    where camera_id = ${cameraId} and not released and expires_at > now()`.execute(tx);
  return rows.length > 0;
}
