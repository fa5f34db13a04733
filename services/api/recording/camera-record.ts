import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { sessionsInRoom } from '../../access/session-things.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { footageOf, gapsOf, type Hole, toGap } from '../../recording/coverage.ts';

const longestRecordMs = 24 * 3_600_000;

/**
 * Where cameras of one room have footage and where none and why, as `actor` may know it. Who paused, and why, is left out
 * where a session ran that the person may not see. Throws invalid_input over more than 24 hours.
 */
export async function recordOf(
  db: Db,
  actor: Actor,
  camera: { id: string; roomId: string },
  { from, to }: { from: Date; to: Date },
) {
  if (from >= to || to.getTime() - from.getTime() > longestRecordMs) {
    throw new AppError('invalid_input', 'Choose a stretch of at most 24 hours.');
  }
  const sessions = await sessionsInRoom(db, actor.id, camera.roomId, { from, to });
  const hidden = sessions.filter((session) => !may(actor, 'session.see', session));
  const isHidden = (gap: Hole) =>
    gap.cause === 'paused' &&
    hidden.some(
      ({ startedAt, endedAt }) => (endedAt === null || gap.from < endedAt) && (gap.to === null || gap.to > startedAt),
    );
  const footage = await footageOf(db, camera.id, from, to);
  const gaps = await gapsOf(db, camera.id, from, to);
  return {
    footage: footage.map((part) => ({ from: part.from.toISOString(), to: part.to.toISOString() })),
    gaps: gaps.map((gap) => toGap(isHidden(gap) ? { ...gap, stop: null } : gap)),
  };
}
