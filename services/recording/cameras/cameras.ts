import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Camera } from '../../contracts/recording/camera.ts';
import { cameraState, gapCause } from '../../contracts/recording/gap.ts';
import { openPassword, sealPassword } from './sealed-password.ts';

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
  return getCamera(db, row.id);
}

export interface CameraChange {
  name?: string | undefined;
  address?: string | undefined;
  user?: string | null | undefined;
  password?: string | null | undefined;
  /** A text disables the camera for that reason, null enables it. */
  disabledReason?: string | null | undefined;
}

/** Changes a camera. A new address or login makes the recorder connect anew; disabling ends its recording. */
export async function changeCamera(tx: Tx, key: Buffer, cameraId: string, change: CameraChange): Promise<Camera> {
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
      ...(change.disabledReason === undefined ? {} : disabling(change.disabledReason)),
      revision: connects ? sql`revision + 1` : sql`revision`,
    })
    .where('id', '=', cameraId)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new AppError('not_found', 'There is no such camera.');
  return getCamera(tx, cameraId);
}

function disabling(reason: string | null) {
  const state = reason === null ? ('connecting' as const) : ('disabled' as const);
  return {
    disabled_reason: reason,
    state,
    cause: reason === null ? null : 'disabled',
    cause_detail: null,
    state_since: new Date(),
  };
}

/** All cameras by room and code. */
export async function listCameras(db: Db): Promise<Camera[]> {
  return (await selectCameras(db).execute()).map(toCamera);
}

async function getCamera(db: Db, cameraId: string): Promise<Camera> {
  return toCamera(await selectCameras(db).where('c.id', '=', cameraId).executeTakeFirstOrThrow());
}

/** The address with user name and password, for the recorder only; never logged, never sent to a browser. */
export async function cameraSource(db: Db, key: Buffer, cameraId: string): Promise<string> {
  const row = await db
    .selectFrom('cameras')
    .select(['address', 'user_name', 'password_sealed'])
    .where('id', '=', cameraId)
    .executeTakeFirstOrThrow();
  const url = new URL(row.address);
  if (row.user_name !== null) url.username = encodeURIComponent(row.user_name);
  if (row.password_sealed !== null) url.password = encodeURIComponent(openPassword(key, row.password_sealed));
  return url.toString();
}

/** Seconds of gaps since midnight in Vietnam. */
const gapsToday = sql<number>`(
  select coalesce(sum(extract(epoch from least(coalesce(g.to_at, now()), now()) - greatest(g.from_at, day.start))), 0)::float8
  from gaps g, (select date_trunc('day', now(), 'Asia/Ho_Chi_Minh') as start) day
  where g.camera_id = c.id and tstzrange(g.from_at, g.to_at) && tstzrange(day.start, now()))`;

function selectCameras(db: Db) {
  return db
    .selectFrom('cameras as c')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('runs')
          .select(['video_codec', 'width', 'height', 'audio_codec'])
          .whereRef('runs.camera_id', '=', 'c.id')
          .orderBy('started_at', 'desc')
          .limit(1)
          .as('run'),
      (join) => join.onTrue(),
    )
    .selectAll('c')
    .select([
      'r.name as room_name',
      'run.video_codec',
      'run.width',
      'run.height',
      'run.audio_codec',
      gapsToday.as('gaps_today'),
    ])
    .orderBy('r.name')
    .orderBy('c.code');
}

type Row = Awaited<ReturnType<ReturnType<typeof selectCameras>['execute']>>[number];

function toCamera(row: Row): Camera {
  const { video_codec: codec, width, height } = row;
  return {
    id: row.id,
    room: { id: row.room_id, name: row.room_name },
    code: row.code,
    name: row.name,
    address: row.address,
    user: row.user_name,
    hasPassword: row.password_sealed !== null,
    state: cameraState.parse(row.state),
    cause: row.cause === null ? null : gapCause.parse(row.cause),
    causeDetail: row.cause_detail,
    since: row.state_since.toISOString(),
    lastSegmentEndedAt: row.last_segment_ended?.toISOString() ?? null,
    video: codec === null || width === null || height === null ? null : { codec, width, height },
    audioCodec: row.audio_codec,
    gapsTodaySeconds: row.gaps_today,
    disabledReason: row.disabled_reason,
  };
}
