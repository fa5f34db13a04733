import { sql } from 'kysely';
import { type Db, inTransaction, type Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Camera } from '../../contracts/recording/camera.ts';
import { sealText } from '../../sealed-text.ts';
import { readCamera } from './read-cameras.ts';
import { isSameSource, liveAddressAfter, type SourceChange, savedSource, sourceAfter } from './source.ts';
import { disableCamera, enableCamera, joinPause } from './stops.ts';

export interface NewCamera {
  roomId: string;
  code: string;
  name: string;
  /** rtsp:// address without credentials. */
  address: string;
  /** rtsp:// address of a smaller stream to show live. */
  liveAddress?: string | null | undefined;
  user?: string | null | undefined;
  password?: string | null | undefined;
}

/**
 * Adds a camera; a recorder takes it within seconds, unless its room is paused. `key` encrypts the password. Throws
 * not_found, already_exists.
 */
export function createCamera(db: Db, key: Buffer, camera: NewCamera): Promise<Camera> {
  return inTransaction(db, (tx) => createCameraIn(tx, key, camera));
}

async function createCameraIn(tx: Tx, key: Buffer, camera: NewCamera): Promise<Camera> {
  const room = await tx.selectFrom('rooms').select('id').where('id', '=', camera.roomId).executeTakeFirst();
  if (!room) throw new AppError('not_found', 'There is no such room: choose one from the list.');
  const row = await tx
    .insertInto('cameras')
    .values({
      room_id: camera.roomId,
      code: camera.code,
      name: camera.name,
      address: camera.address,
      live_address: liveAddressAfter(null, camera.liveAddress, camera.address),
      user_name: camera.user ?? null,
      password_sealed: camera.password ? sealText(key, camera.password) : null,
    })
    .onConflict((conflict) => conflict.columns(['room_id', 'code']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row)
    throw new AppError('already_exists', `The room already has a camera with the code ${camera.code}: choose another.`);
  await joinPause(tx, row.id);
  return readCamera(tx, row.id);
}

export interface CameraChange extends SourceChange {
  name?: string | undefined;
  liveAddress?: string | null | undefined;
  /** A text disables the camera for that reason, null enables it. */
  disabledReason?: string | null | undefined;
}

/**
 * Changes a camera. Another address or login than before makes the recorder connect anew; disabling ends its recording.
 * `by` is who changes it, null for a command. Throws not_found, password_needed.
 */
export async function changeCamera(
  tx: Tx,
  key: Buffer,
  cameraId: string,
  change: CameraChange,
  by: string | null = null,
): Promise<Camera> {
  const before = await savedSource(tx, key, cameraId, true);
  const { name, disabledReason } = change;
  const saved = await tx
    .selectFrom('cameras')
    .select('live_address')
    .where('id', '=', cameraId)
    .executeTakeFirstOrThrow();
  const source = sourceAfter(before, change);
  const isOther = !isSameSource(before, source);
  await tx
    .updateTable('cameras')
    .set({
      ...(name === undefined ? {} : { name }),
      address: source.address,
      live_address: liveAddressAfter(saved.live_address, change.liveAddress, source.address),
      user_name: source.user,
      ...(source.password === before.password
        ? {}
        : { password_sealed: source.password === null ? null : sealText(key, source.password) }),
      revision: isOther ? sql`revision + 1` : sql`revision`,
    })
    .where('id', '=', cameraId)
    .execute();
  if (disabledReason === null) await enableCamera(tx, cameraId, by);
  else if (disabledReason !== undefined) await disableCamera(tx, cameraId, { reason: disabledReason, by });
  return readCamera(tx, cameraId);
}
