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
