import type { Db } from '../../adapters/postgres/connect.ts';
import type { Actor } from '../actor.ts';
import { may, type SessionAct } from '../may.ts';
import { type SessionThing, sessionsInRoom, sessionThing } from '../session-things.ts';
import { forbidden, notFound } from './refusal.ts';
import type { Span } from './spans.ts';

/** The session, if this person may replay it now. Throws not_found, forbidden. */
export async function replayable(db: Db, actor: Actor, sessionId: string): Promise<SessionThing> {
  const session = await sessionThing(db, actor.id, sessionId);
  if (!session || !may(actor, 'session.see', session)) throw notFound();
  if (!may(actor, 'session.replay', session)) throw forbidden();
  return session;
}

/** When the room held sessions that this person may not replay (or be shown in an emergency): no record view shows those. */
export async function hiddenSpans(
  db: Db,
  actor: Actor,
  roomId: string,
  { from, to }: Span,
  act: SessionAct = 'session.replay',
): Promise<Span[]> {
  const sessions = await sessionsInRoom(db, actor.id, roomId, { from, to });
  return sessions
    .filter((session) => !may(actor, act, session))
    .map((session) => ({ from: session.startedAt, to: session.endedAt ?? to }));
}
