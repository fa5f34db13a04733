import type { Db } from '../../adapters/postgres/connect.ts';
import type { Actor } from '../actor.ts';
import { may } from '../may.ts';
import { sessionThing } from '../session-things.ts';
import { forbidden, notFound } from './refusal.ts';
import { type Span, spansColumn, spansOf } from './spans.ts';

/**
 * What a look at a session has watched until now, for those who may know who looked. Throws not_found for no such look or
 * a session that they may not know of, forbidden.
 */
export async function watchedOf(db: Db, actor: Actor, viewId: string): Promise<{ sessionId: string; watched: Span[] }> {
  const view = await db
    .selectFrom('views')
    .select(['session_id as sessionId', spansColumn('watched').as('watched')])
    .where('id', '=', viewId)
    .executeTakeFirst();
  if (!view || view.sessionId === null) throw notFound();
  const session = await sessionThing(db, actor.id, view.sessionId);
  if (!session || !may(actor, 'session.see', session)) throw notFound();
  if (!may(actor, 'session.views', session)) throw forbidden();
  return { sessionId: view.sessionId, watched: spansOf(view.watched) };
}
