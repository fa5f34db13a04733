import type { Seen, Someone } from './world.ts';

/** Who may what, once more and in few words, so that the api is not held against itself (test/integration/access/expectations). */

const isPart = (who: Someone, { officerId, memberIds }: Seen) => officerId === who.id || memberIds.includes(who.id);

export function knowsSession(who: Someone, session: Seen): boolean {
  if (who.role === 'admin') return false;
  if (isPart(who, session)) return true;
  if (who.role === 'chief') return session.accessClass !== 'denouncer';
  return session.accessClass === 'normal' && who.role !== 'officer';
}

export function knowsCase(who: Someone, session: Seen): boolean {
  if (who.role === 'admin') return false;
  // Whoever received the session and is on no list of its case knows the session only.
  if (session.memberIds.includes(who.id)) return true;
  return session.accessClass === 'normal' || (session.accessClass === 'restricted' && who.role === 'chief');
}

export const mayReplay = (who: Someone, session: Seen) => knowsSession(who, session) && who.role !== 'archivist';
