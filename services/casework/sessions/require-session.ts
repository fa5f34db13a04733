import type { Actor } from '../../access/actor.ts';
import { may, type SessionAct } from '../../access/may.ts';
import { type SessionThing, sessionThing } from '../../access/session-things.ts';
import { auditRefusal, forbidden, notFound } from '../../access/views/refusal.ts';
import type { Database } from '../../adapters/postgres/connect.ts';

/** Asks `may` for a session: one that the person does not see is not there. Refusals are written to the log. */
export function requireSession(db: Database, actor: Actor, sessionId: string, act: SessionAct): Promise<SessionThing> {
  return auditRefusal(db, actor, act, { kind: 'session', id: sessionId }, async () => {
    const session = await sessionThing(db, actor.id, sessionId);
    if (!session || !may(actor, 'session.see', session)) throw notFound();
    if (!may(actor, act, session)) throw forbidden();
    return session;
  });
}
