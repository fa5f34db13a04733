import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { Actor } from '../actor.ts';
import { may } from '../may.ts';
import { sessionThing } from '../session-things.ts';
import { forbidden, notFound } from './refusal.ts';
import type { OpenView } from './require-view.ts';
import { cutSpans, multirange, type Span, spansColumn, spansJson, spansOf } from './spans.ts';

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

/** What a person has watched before in the stretch that a look of theirs may read. */
export async function watchedBefore(db: Db, accountId: string, view: OpenView): Promise<Span[]> {
  const allowed = multirange(view.only ? cutSpans(view.only, view) : [view]);
  const watched = sql`coalesce(range_agg(v.watched), '{}'::tstzmultirange) * ${allowed} - ${multirange(view.excluded)}`;
  const { spans } = await db
    .selectFrom('views as v')
    .select(spansJson(sql`(${watched})`).as('spans'))
    .where('v.account_id', '=', accountId)
    .where('v.room_id', '=', view.roomId)
    .where('v.from_at', '<', view.to)
    .where('v.to_at', '>', view.from)
    .executeTakeFirstOrThrow();
  return spansOf(spans);
}
