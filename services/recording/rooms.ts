import type { Db } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';
import { plainText } from '../contracts/plain-text.ts';
import { cameraState, gapCause } from '../contracts/recording/gap.ts';
import type { Room } from '../contracts/recording/room.ts';

export interface NewRoom {
  code: string;
  name: string;
  kind: Room['kind'];
}

/** Adds a room. Throws already_exists when the code is taken. */
export async function createRoom(db: Db, room: NewRoom): Promise<Room> {
  const row = await db
    .insertInto('rooms')
    .values({ ...room, name_plain: plainText(room.name) })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning(['id', 'code', 'name', 'kind'])
    .executeTakeFirst();
  if (!row) throw new AppError('already_exists', `The room code ${room.code} is taken: choose another.`);
  return row;
}

/** Renames a room or changes its kind; its code stays, object keys hold it. */
export async function changeRoom(
  db: Db,
  roomId: string,
  change: { name?: string | undefined; kind?: Room['kind'] | undefined },
): Promise<Room> {
  const row = await db
    .updateTable('rooms')
    .set({
      ...(change.name === undefined ? {} : { name: change.name, name_plain: plainText(change.name) }),
      ...(change.kind === undefined ? {} : { kind: change.kind }),
      code: (eb) => eb.ref('code'),
    })
    .where('id', '=', roomId)
    .returning(['id', 'code', 'name', 'kind'])
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'There is no such room.');
  return row;
}

/** Rooms by name, each with its cameras as the recorder last described them. */
export async function listRooms(db: Db) {
  const rooms = await db.selectFrom('rooms').select(['id', 'code', 'name', 'kind']).orderBy('name').execute();
  const cameras = await db
    .selectFrom('cameras')
    .select(['id', 'room_id', 'name', 'state', 'cause', 'state_since', 'last_segment_ended', 'paused_until'])
    .orderBy('code')
    .execute();
  return rooms.map((room) => ({
    ...room,
    cameras: cameras
      .filter((camera) => camera.room_id === room.id)
      .map((camera) => ({
        id: camera.id,
        name: camera.name,
        state: cameraState.parse(camera.state),
        cause: camera.cause === null ? null : gapCause.parse(camera.cause),
        since: camera.state_since.toISOString(),
        hasFootage: camera.last_segment_ended !== null,
        pausedUntil: camera.paused_until,
      })),
  }));
}
