import { sql } from 'kysely';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Role } from '../../contracts/access/account.ts';
import type { Actor } from '../actor.ts';
import { mayWatchLive } from '../room-acts.ts';
import { type SessionThing, sessionsInRoom } from '../session-things.ts';
import { auditRefusal, forbidden, notFound } from './refusal.ts';
import { multirange, type Span } from './spans.ts';

/** A look at a room as it is now. */
export interface LiveView {
  id: string;
  roomId: string;
  /** Only while the person's own session runs there. */
  isOwn: boolean;
  expiresAt: Date;
  /** Nothing that was filmed before is shown: since a session ended that is not for this person. */
  notBefore: Date;
}

/** The room's running sessions, if this person may watch it live now. Throws not_found, forbidden. */
export async function watchable(db: Db, actor: Actor, roomId: string, now: Date): Promise<SessionThing[]> {
  const room = await db.selectFrom('rooms').select('id').where('id', '=', roomId).executeTakeFirst();
  if (!room) throw notFound();
  const sessions = await sessionsInRoom(db, actor.id, roomId, { from: now, to: new Date(now.getTime() + 1) });
  if (!mayWatchLive(actor, sessions)) throw forbidden();
  return sessions;
}

/** The live view with this id, if it is this person's and they may watch now. Throws not_found, forbidden, view_expired. */
export function requireLiveView(db: Database, actor: Actor, viewId: string, now: Date): Promise<LiveView> {
  return auditRefusal(db, actor, 'view.read', { kind: 'view', id: viewId }, async () => {
    const row = await db
      .selectFrom('views')
      .select(['room_id', 'reason_code', 'expires_at'])
      .where('id', '=', viewId)
      .where('account_id', '=', actor.id)
      .where('target_kind', '=', 'live')
      .executeTakeFirst();
    if (!row) throw notFound();
    if (row.expires_at <= now) throw new AppError('view_expired', 'This look has run out of time: say why once more.');
    const isOwn = row.reason_code === 'own';
    const sessions = await watchable(db, actor, row.room_id, now);
    if (isOwn && !ownOnly(actor.id, sessions)) throw forbidden();
    const notBefore = await hiddenUntil(db, actor, row.room_id, { isOwn, now });
    return { id: viewId, roomId: row.room_id, isOwn, expiresAt: row.expires_at, notBefore };
  });
}

/** Players begin at a key frame, which may be as old as this. */
const oldestKeyFrameMs = 60_000;
/** How late a picture may come. */
const latestPictureMs = 1000;

/** When the last session ended, of those a moment ago that the person may not watch. */
async function hiddenUntil(db: Db, actor: Actor, roomId: string, { isOwn, now }: { isOwn: boolean; now: Date }) {
  const from = new Date(now.getTime() - oldestKeyFrameMs);
  const before = await sessionsInRoom(db, actor.id, roomId, { from, to: now });
  const hidden = before.filter((one) => !mayWatchLive(actor, [one]) || (isOwn && one.officerId !== actor.id));
  const ends = hidden.map(({ endedAt }) => (endedAt?.getTime() ?? 0) + latestPictureMs);
  // Whoever watches the own session only sees nothing from before it.
  const own = isOwn
    ? before.filter((one) => one.officerId === actor.id).map(({ startedAt }) => startedAt.getTime())
    : [];
  return new Date(Math.max(0, ...ends, ...own));
}

/** Whether a session runs there and each is the person's own. */
export const ownOnly = (personId: string, sessions: readonly SessionThing[]) =>
  sessions.length > 0 && sessions.every(({ officerId }) => officerId === personId);

/** Somebody who watches a room now. */
export interface LiveWatcher {
  person: { id: string; role: Role };
  view: LiveView;
}

/** Those of `watchers` who may not go on: a session began that is not for them, its class was raised, their time is over. */
export async function watchersToEnd<W extends LiveWatcher>(db: Db, watchers: readonly W[], now: Date): Promise<W[]> {
  if (watchers.length === 0) return [];
  const running = await runningSessions(db, new Set(watchers.map(({ view }) => view.roomId)), now);
  return watchers.filter(({ person, view }) => {
    const sessions = running.filter(({ room_id }) => room_id === view.roomId).map((row) => standing(row, person.id));
    if (view.expiresAt <= now || !mayWatchLive(person, sessions)) return true;
    return view.isOwn && !ownOnly(person.id, sessions);
  });
}

type Running = Awaited<ReturnType<typeof runningSessions>>[number];

function runningSessions(db: Db, roomIds: Set<string>, now: Date) {
  const listed = (table: string) => sql<string[]>`array(
    select list.account_id from session_cases sc join ${sql.table(table)} list using (case_id)
    where sc.session_id = s.id and sc.unlinked_at is null)`;
  return db
    .selectFrom('sessions as s')
    .select(['s.id', 's.room_id', 's.started_at', 's.ended_at', 's.officer_id', 's.access_class'])
    .select([listed('case_members').as('members'), listed('case_conflicts').as('conflicts')])
    .where('s.room_id', 'in', [...roomIds])
    .where('s.started_at', '<=', now)
    .where((eb) => eb.or([eb('s.ended_at', 'is', null), eb('s.ended_at', '>', now)]))
    .execute();
}

function standing(row: Running, personId: string): SessionThing {
  return {
    ...{ kind: 'session', id: row.id, roomId: row.room_id, startedAt: row.started_at, endedAt: row.ended_at },
    ...{ officerId: row.officer_id, accessClass: row.access_class },
    ...{ member: row.members.includes(personId), conflicted: row.conflicts.includes(personId) },
  };
}

/** What was sent to one person of one view since it was last written down. */
export interface Sent {
  viewId: string;
  spans: Span[];
  /** Whether the sound went with it to the end. */
  hears: boolean;
}

/** Writes down what was really sent, all of it at once. */
export async function noteSent(db: Db, sent: readonly Sent[], now: Date): Promise<void> {
  if (sent.length === 0) return;
  const rows = sent.map(
    ({ viewId, spans, hears }) => sql`(${viewId}::uuid, ${multirange(spans)}, ${hears ? now : null}::timestamptz)`,
  );
  await sql`update views v set watched = v.watched + sent.spans, heard_at = sent.heard_at
    from (values ${sql.join(rows)}) sent (id, spans, heard_at) where v.id = sent.id`.execute(db);
}

/** After this long without news nobody listens any more: an api may have died. */
const freshMs = 6000;

/** The rooms in which somebody listens now. */
export async function roomsListenedTo(db: Db, now: Date): Promise<Set<string>> {
  const rows = await db
    .selectFrom('views')
    .select('room_id')
    .distinct()
    .where('heard_at', '>', new Date(now.getTime() - freshMs))
    .execute();
  return new Set(rows.map(({ room_id }) => room_id));
}
