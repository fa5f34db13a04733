import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { everyone } from '../../access/audience.ts';
import { requireMay } from '../../access/require-may.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { roomRoutes as contract } from '../../contracts/recording/room.ts';
import { appendAudit } from '../../custody/audit.ts';
import { changeRoom, createRoom } from '../../recording/rooms.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';
import { recordOf } from './camera-record.ts';
import { roomsNow } from './rooms-now.ts';

/** Rooms as they are now, their record by time, and the administrator's changes. */
export function roomRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.list, async ({ actor }) => {
    await requireMay(db, actor, 'room.list', { kind: 'room' });
    return { items: await roomsNow(db, actor, new Date(deps.clock.now())) };
  });
  handle(router, contract.create, async ({ actor, body }) => {
    await requireMay(db, actor, 'room.manage', { kind: 'room' });
    const room = await db.transaction().execute(async (tx) => {
      const made = await createRoom(tx, body);
      await appendAudit(tx, {
        accountId: actor.id,
        address: actor.address,
        act: 'room.create',
        thing: { kind: 'room', id: made.id },
      });
      return made;
    });
    await deps.publish({ kind: 'room', id: room.id, version: 0 }, everyone);
    return room;
  });
  handle(router, contract.change, async ({ actor, params, body }) => {
    await requireMay(db, actor, 'room.manage', { kind: 'room' }, params.roomId);
    const room = await db.transaction().execute(async (tx) => {
      await appendAudit(tx, {
        accountId: actor.id,
        address: actor.address,
        act: 'room.change',
        thing: { kind: 'room', id: params.roomId },
      });
      return changeRoom(tx, params.roomId, body);
    });
    await deps.publish({ kind: 'room', id: room.id, version: 0 }, everyone);
    return room;
  });
  handle(router, contract.record, async ({ actor, params, query }) => {
    await requireMay(db, actor, 'record.timeline', { kind: 'room' }, params.roomId);
    const span = { from: new Date(query.from), to: new Date(query.to) };
    return { cameras: await roomRecord(db, actor, params.roomId, span) };
  });
  return router;
}

async function roomRecord(db: Db, actor: Actor, roomId: string, span: { from: Date; to: Date }) {
  const cameras = await db
    .selectFrom('cameras')
    .select(['id', 'name'])
    .where('room_id', '=', roomId)
    .orderBy('code')
    .execute();
  return Promise.all(
    cameras.map(async ({ id, name }) => ({
      cameraId: id,
      cameraName: name,
      ...(await recordOf(db, actor, { id, roomId }, span)),
    })),
  );
}
