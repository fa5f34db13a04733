import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Camera } from '../../contracts/recording/camera.ts';
import { readCamera } from './read-cameras.ts';
import { openPassword, sealPassword } from './sealed-password.ts';
import { disableCamera, enableCamera } from './stops.ts';

export interface NewCamera {
  roomId: string;
  code: string;
  name: string;
  /** rtsp:// address without credentials. */
  address: string;
  user?: string | null | undefined;
  password?: string | null | undefined;
}

/** Adds a camera; a recorder takes it within seconds. `key` encrypts the password. Throws not_found, already_exists. */
export async function createCamera(db: Db, key: Buffer, camera: NewCamera): Promise<Camera> {
  const room = await db.selectFrom('rooms').select('id').where('id', '=', camera.roomId).executeTakeFirst();
  if (!room) throw new AppError('not_found', 'There is no such room: choose one from the list.');
  const row = await db
    .insertInto('cameras')
    .values({
      room_id: camera.roomId,
      code: camera.code,
      name: camera.name,
      address: camera.address,
      user_name: camera.user ?? null,
      password_sealed: camera.password ? sealPassword(key, camera.password) : null,
    })
    .onConflict((conflict) => conflict.columns(['room_id', 'code']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row)
    throw new AppError('already_exists', `The room already has a camera with the code ${camera.code}: choose another.`);
  return readCamera(db, row.id);
}

export interface CameraChange {
  name?: string | undefined;
  address?: string | undefined;
  user?: string | null | undefined;
  password?: string | null | undefined;
  /** A text disables the camera for that reason, null enables it. */
  disabledReason?: string | null | undefined;
}

/**
 * Changes a camera. A new address or login makes the recorder connect anew; disabling ends its recording. `by` is who
 * changes it, null for a command. Throws not_found.
 */
export async function changeCamera(
  tx: Tx,
  key: Buffer,
  cameraId: string,
  change: CameraChange,
  by: string | null = null,
): Promise<Camera> {
  const connects = [change.address, change.user, change.password].some((value) => value !== undefined);
  const changed = await tx
    .updateTable('cameras')
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.address === undefined ? {} : { address: change.address }),
      ...(change.user === undefined ? {} : { user_name: change.user }),
      ...(change.password === undefined
        ? {}
        : { password_sealed: change.password ? sealPassword(key, change.password) : null }),
      revision: connects ? sql`revision + 1` : sql`revision`,
    })
    .where('id', '=', cameraId)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new AppError('not_found', 'There is no such camera.');
  const { disabledReason } = change;
  if (disabledReason === null) await enableCamera(tx, cameraId, by);
  else if (disabledReason !== undefined) await disableCamera(tx, cameraId, { reason: disabledReason, by });
  return readCamera(tx, cameraId);
}

interface Source {
  /** rtsp:// address without credentials. */
  address: string;
  user: string | null;
  password: string | null;
}

/**
 * The address with user name and password, for the recorder only; never logged, never sent to a browser. What `change`
 * says counts instead of what is saved.
 */
export async function cameraSource(
  db: Db,
  key: Buffer,
  cameraId: string,
  change: { address?: string; user?: string | null | undefined } = {},
): Promise<string> {
  const row = await db
    .selectFrom('cameras')
    .select(['address', 'user_name', 'password_sealed'])
    .where('id', '=', cameraId)
    .executeTakeFirstOrThrow();
  return sourceOf({
    address: change.address ?? row.address,
    user: change.user === undefined ? row.user_name : change.user,
    password: row.password_sealed === null ? null : openPassword(key, row.password_sealed),
  });
}

/** An address with its credentials in it. */
export function sourceOf({ address, user, password }: Source): string {
  const url = new URL(address);
  if (user !== null) url.username = encodeURIComponent(user);
  if (password !== null) url.password = encodeURIComponent(password);
  return url.toString();
}
