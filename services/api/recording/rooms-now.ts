import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { mayPauseRoom, maySeePicture, mayWatchLive } from '../../access/room-acts.ts';
import { type SessionThing, sessionsInRoom } from '../../access/session-things.ts';
import { roomsListenedTo } from '../../access/views/live.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { RoomNow } from '../../contracts/recording/room.ts';
import { listRooms } from '../../recording/rooms.ts';

/** Rooms as they are at `now`, as far as the person may know. */
export async function roomsNow(db: Db, actor: Actor, now: Date): Promise<RoomNow[]> {
  const rooms = await listRooms(db);
  const heard = await roomsListenedTo(db, now);
  return Promise.all(
    rooms.map(async ({ cameras, ...room }) => {
      const [running] = await sessionsInRoom(db, actor.id, room.id, { from: now, to: new Date(now.getTime() + 1) });
      const shown = cameras.find((camera) => camera.hasFootage);
      const sessions = running ? [running] : [];
      const occupancy = await occupancyOf(db, actor, running);
      return {
        ...{ ...room, occupancy },
        cameras: cameras.map(({ hasFootage, pausedUntil, ...camera }) => camera),
        picture: shown && maySeePicture(actor, sessions) ? `/api/cameras/${shown.id}/picture` : null,
        pausedUntil: latestPause(cameras, now)?.toISOString() ?? null,
        mayPause: mayPauseRoom(actor, sessions),
        mayWatch: mayWatchLive(actor, sessions),
        isHeard: heard.has(room.id) && occupancy.kind !== 'protected',
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
