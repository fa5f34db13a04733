import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Actor } from '../actor.ts';
import { may } from '../may.ts';
import type { SessionThing } from '../session-things.ts';
import { ownLook } from './emergency-looks.ts';
import { auditRefusal, forbidden, notFound } from './refusal.ts';
import { hiddenSpans, replayable } from './scope.ts';
import { cutSpans, multirange, type Span, secondsOf, spansColumn, spansOf } from './spans.ts';

/** A look that may go on: `[from, to)` of a room's footage, without `excluded`. */
export interface OpenView {
  id: string;
  sessionId: string | null;
  roomId: string;
  from: Date;
  to: Date;
  excluded: Span[];
  /** What another look watched: nothing else may be read; null: all of it. */
  only: Span[] | null;
  reasonCode: string;
  openedAt: Date;
  expiresAt: Date;
  /** The grant it was opened under, in an emergency. */
  emergencyId: string | null;
}

/**
 * The view with this id, if it is this person's, has not expired, and they may still look *now*: a case may have shut
 * them out since, a session may have become protected or shorter. Throws not_found, forbidden, view_expired.
 */
export async function requireView(db: Db, actor: Actor, viewId: string, now: Date): Promise<OpenView> {
  return auditRefusal(db, actor, 'view.read', { kind: 'view', id: viewId }, async () => {
    const view = await findView(db, actor.id, viewId);
    if (!view) throw notFound();
    if (view.expiresAt <= now) throw expired('This look has run out of time: open it again with a reason.');
    if (view.sessionId !== null) return stillInSession(view, await replayable(db, actor, view.sessionId));
    const hidden = await hiddenSpans(db, actor, view.roomId, view, await recordAct(db, actor, view, now));
    return { ...view, excluded: [...view.excluded, ...hidden] };
  });
}

/** Adds stretches that were played to the record of a view, cut to what it allows. Returns all seconds watched so far. */
export async function addWatched(db: Db, view: OpenView, intervals: readonly Span[]): Promise<number> {
  const allowed = multirange(view.only ? cutSpans(view.only, view) : [view]);
  const played = sql<string>`${multirange(intervals)} * ${allowed} - ${multirange(view.excluded)}`;
  const { watched } = await db
    .updateTable('views')
    .set({ watched: sql<string>`watched + (${played})` })
    .where('id', '=', view.id)
    .returning(spansColumn('watched').as('watched'))
    .executeTakeFirstOrThrow();
  return secondsOf(spansOf(watched));
}

/** What decides which sessions a look at the record shows, if the person may look at it now. Throws forbidden, view_expired. */
async function recordAct(db: Db, actor: Actor, { emergencyId }: OpenView, now: Date) {
  if (emergencyId === null) {
    if (!may(actor, 'record.view', { kind: 'room' })) throw forbidden();
    return 'session.replay';
  }
  const look = await ownLook(db, actor.id, emergencyId, now);
  if (!may(actor, 'record.emergency', { kind: 'stretch', granted: look?.isGranted ?? false }))
    throw expired('This look in an emergency is over: it needs a new request.');
  return 'session.in_emergency';
}

async function findView(db: Db, accountId: string, viewId: string): Promise<OpenView | null> {
  const row = await db
    .selectFrom('views')
    .select(['session_id', 'room_id', 'from_at', 'to_at', 'reason_code', 'opened_at', 'expires_at', 'emergency_id'])
    .select([spansColumn('excluded').as('excluded'), spansColumn('only_spans').as('only'), 'target_kind'])
    .where('id', '=', viewId)
    .where('account_id', '=', accountId)
    // Nothing of the record is read in a live view.
    .where('target_kind', '<>', 'live')
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: viewId,
    sessionId: row.session_id,
    roomId: row.room_id,
    from: row.from_at,
    to: row.to_at,
    excluded: spansOf(row.excluded),
    only: row.target_kind === 'watched' ? spansOf(row.only) : null,
    reasonCode: row.reason_code,
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    emergencyId: row.emergency_id,
  };
}

/** The view as far as the session's times still reach today. */
function stillInSession(view: OpenView, session: SessionThing): OpenView {
  const from = Math.max(view.from.getTime(), session.startedAt.getTime());
  const to = Math.min(view.to.getTime(), session.endedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  if (from >= to) throw expired("The session's times were changed since: open the look again.");
  return { ...view, from: new Date(from), to: new Date(to) };
}

function expired(message: string) {
  return new AppError('view_expired', message);
}
