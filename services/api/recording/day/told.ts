import { sql } from 'kysely';
import type { Actor } from '../../../access/actor.ts';
import { may } from '../../../access/may.ts';
import { sessionsInRoom } from '../../../access/session-things.ts';
import type { Span } from '../../../access/views/spans.ts';
import type { Db } from '../../../adapters/postgres/connect.ts';
import { expiredUntil } from '../../../custody/retention/idle-expiries.ts';
import { overlaps, widened } from './steps.ts';

/** Around what must not be known nothing is said for whole stretches of this length. */
const quietStepMs = 5 * 60_000;

/** What of a room's time a person is told of. */
export interface Told {
  /** Sessions that must not be known, made longer. */
  quiet: Span[];
  /** Whether something of this camera may be told of. */
  isTold: (cameraId: string, span: Span) => boolean;
}

/**
 * Nothing is told of sessions that the person may not replay, and of an expired day nothing but the sessions that the
 * person may: all that is left of such a day are sessions, and what is told would tell where.
 */
export async function toldOf(
  db: Db,
  actor: Actor,
  room: { id: string; cameraIds: readonly string[] },
  span: Span,
): Promise<Told> {
  const sessions = await sessionsInRoom(db, actor.id, room.id, span);
  const spans = (known: boolean) =>
    sessions
      .filter((session) => may(actor, 'session.replay', session) === known)
      .map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? span.to }));
  const hidden = widened(spans(false), quietStepMs);
  const known = spans(true);
  const expired = new Map<string, Date | null>();
  for (const cameraId of room.cameraIds) expired.set(cameraId, await expiredUntil(db, cameraId));
  const last = Math.max(0, ...[...expired.values()].map((until) => until?.getTime() ?? 0));
  return {
    quiet: hidden
      .map(({ from, to }) => ({ from: new Date(Math.max(from.getTime(), last)), to }))
      .filter(({ from, to }) => from < to),
    isTold: (cameraId, one) =>
      !hidden.some((quiet) => overlaps(quiet, one)) &&
      (one.from >= (expired.get(cameraId) ?? new Date(0)) || known.some((session) => overlaps(session, one))),
  };
}

/** Cameras of a room by id, in the order they are shown. */
export async function camerasOf(db: Db, roomId: string): Promise<string[]> {
  const rows = await db.selectFrom('cameras').select('id').where('room_id', '=', roomId).orderBy('code').execute();
  return rows.map(({ id }) => id);
}

/** How many bytes of picture a camera's stored segments hold. */
export async function pictureBytes(
  db: Db,
  cameraId: string,
  { from, to }: Span,
): Promise<(Span & { bytes: number })[]> {
  const { rows } = await sql<Span & { bytes: number }>`
    select started_at as "from", ended_at as "to", video_bytes - video_init_bytes as bytes from segments
    where camera_id = ${cameraId} and started_at >= ${from}::timestamptz - interval '10 minutes'
      and started_at < ${to} and ended_at > ${from} and state = 'stored' order by started_at`.execute(db);
  return rows;
}
