import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { everyone } from '../../access/audience.ts';
import { may } from '../../access/may.ts';
import { requireMay } from '../../access/require-may.ts';
import { mayPauseRoom, maySeePicture } from '../../access/room-acts.ts';
import { type SessionThing, sessionsInRoom } from '../../access/session-things.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { roomRoutes as contract, type RoomNow } from '../../contracts/recording/room.ts';
import { appendAudit } from '../../custody/audit.ts';
import { changeRoom, createRoom, listRooms } from '../../recording/rooms.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';
import { recordOf } from './camera-record.ts';

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

async function roomsNow(db: Db, actor: Actor, now: Date): Promise<RoomNow[]> {
  const rooms = await listRooms(db);
  return Promise.all(
    rooms.map(async ({ cameras, ...room }) => {
      const [running] = await sessionsInRoom(db, actor.id, room.id, { from: now, to: new Date(now.getTime() + 1) });
      const shown = cameras.find((camera) => camera.hasFootage);
      const sessions = running ? [running] : [];
      return {
        ...room,
        occupancy: await occupancyOf(db, actor, running),
        cameras: cameras.map(({ hasFootage, pausedUntil, ...camera }) => camera),
        picture: shown && maySeePicture(actor, sessions) ? `/api/cameras/${shown.id}/picture` : null,
        pausedUntil: latestPause(cameras, now)?.toISOString() ?? null,
        mayPause: mayPauseRoom(actor, sessions),
      };
    }),
  );
}

function latestPause(cameras: readonly { pausedUntil: Date | null }[], now: Date): Date | null {
  const times = cameras.map(({ pausedUntil }) => pausedUntil).filter((at) => at !== null && at > now);
  return times.reduce((latest, at) => (latest === null || (at !== null && at > latest) ? at : latest), null);
}

async function occupancyOf(db: Db, actor: Actor, session: SessionThing | undefined): Promise<RoomNow['occupancy']> {
  if (!session) return { kind: 'free' };
  if (!may(actor, 'session.see', session)) return { kind: 'protected' };
  const officer = await db
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', session.officerId)
    .executeTakeFirstOrThrow();
  return {
    kind: 'occupied',
    sessionId: session.id,
    officerName: officer.name,
    startedAt: session.startedAt.toISOString(),
    own: session.officerId === actor.id,
  };
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
