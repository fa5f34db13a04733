import { may, type Who } from './may.ts';
import type { SessionThing } from './session-things.ts';

/**
 * Whether a person may be shown a picture of a room that was taken during `sessions` (empty: the room was free).
 * Nobody sees one of a protected session, or of one that they may not replay; an officer only the free room and their own sessions.
 */
export function maySeePicture(who: Who, sessions: readonly SessionThing[]): boolean {
  if (!may(who, 'room.picture', { kind: 'room' })) return false;
  return sessions.every(
    (session) => may(who, 'session.poster', session) && (who.role !== 'officer' || session.officerId === who.id),
  );
}

/**
 * Whether a person may watch a room live in which `sessions` run now: who received the session, or oversees the room and may
 * replay what runs. A protected session is for those alone who received it or work on its case.
 */
export function mayWatchLive(who: Who, sessions: readonly SessionThing[]): boolean {
  if (!may(who, 'room.live', { kind: 'room' })) return false;
  if (who.role === 'officer' && sessions.length === 0) return false;
  return sessions.every((session) => {
    const isOwn = session.officerId === who.id;
    const isOfIt = isOwn || (session.member && who.role !== 'officer');
    const isOpen = session.accessClass === 'normal' && who.role !== 'officer';
    return may(who, 'session.replay', session) && (isOfIt || isOpen);
  });
}

/**
 * Whether a person may pause the recording of a room in which `sessions` run now, and end a pause. An officer only during
 * the own session; supervisor and chief also in the empty room, and during sessions that they may change.
 */
export function mayPauseRoom(who: Who, sessions: readonly SessionThing[]): boolean {
  if (!may(who, 'room.pause', { kind: 'room' })) return false;
  if (who.role === 'officer' && !sessions.some(({ officerId }) => officerId === who.id)) return false;
  return sessions.every((session) => may(who, 'session.change', session));
}
