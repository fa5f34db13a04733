import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { peopleWhoKnow, sessionAudience } from '../../access/audience.ts';
import type { SessionAct } from '../../access/may.ts';
import { auditRefusal, notFound } from '../../access/views/refusal.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { AuditAct } from '../../contracts/custody/audit-log.ts';
import type { Marker, markerRoutes } from '../../contracts/custody/marker.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { requireSession } from '../sessions/require-session.ts';
import { readMarker } from './read-markers.ts';

type Deps = Pick<CaseworkDeps, 'db' | 'publish' | 'clock'>;
type NewMarker = z.output<typeof markerRoutes.add.body>;
type Change = z.output<typeof markerRoutes.change.body>;

/**
 * Sets a marker, without a time at this moment. Throws not_found, forbidden, session_destroyed, session_ended (no time given
 * and the session is over), invalid_input (a time outside the session; for somebody who may not know of it).
 */
export async function addMarker(deps: Deps, actor: Actor, sessionId: string, marker: NewMarker): Promise<Marker> {
  await requireSession(deps.db, actor, sessionId, 'session.mark');
  const { kind, colour, text, forId, agoMs } = marker;
  const id = await deps.db.transaction().execute(async (tx) => {
    const at = timeWithin(await holdSession(tx, sessionId), marker.at, new Date(deps.clock.now()), agoMs);
    if (forId !== null) await requireReader(tx, sessionId, forId);
    const state = { at, kind, colour, text, for_id: forId };
    return insert(tx, actor, { sessionId, answers: null, act: 'marker.add', state });
  });
  await tell(deps, sessionId);
  return existing(await readMarker(deps.db, actor, id));
}

/**
 * Writes a note under a marker: for who wrote the marker, or where that is the same person, for whom the marker is. Throws
 * not_found, session_destroyed.
 */
export async function answerMarker(deps: Deps, actor: Actor, markerId: string, text: string): Promise<Marker> {
  const marker = await requireMarker(deps, actor, markerId, 'session.see');
  if (marker.answers !== null) throw notFound();
  await deps.db.transaction().execute(async (tx) => {
    await holdSession(tx, marker.sessionId);
    const { at, kind, colour, for_id: forId } = await newestState(tx, markerId);
    const wanted = marker.writerId === actor.id ? forId : marker.writerId;
    const readers = await peopleWhoKnow(tx, marker.sessionId);
    const for_id = readers.some(({ id }) => id === wanted) ? wanted : null;
    const state = { at, kind, colour, text, for_id };
    await insert(tx, actor, { sessionId: marker.sessionId, answers: markerId, act: 'marker.answer', state });
  });
  await tell(deps, marker.sessionId);
  return existing(await readMarker(deps.db, actor, markerId));
}

/**
 * Adds a state to a marker, or to a note under one. Returns the marker, null when it is removed. Throws not_found, forbidden
 * (somebody else's), changed_meanwhile, session_destroyed, invalid_input.
 */
export async function changeMarker(deps: Deps, actor: Actor, markerId: string, change: Change): Promise<Marker | null> {
  const marker = await requireMarker(deps, actor, markerId, 'session.mark');
  await deps.db.transaction().execute(async (tx) => {
    const session = await holdSession(tx, marker.sessionId);
    const before = await newestState(tx, markerId);
    if (before.version !== change.version) throw changedMeanwhile();
    const { kind = before.kind, colour = before.colour, text = before.text } = change;
    const { removed = before.removed, forId = before.for_id } = change;
    const at = change.at === undefined ? before.at : timeWithin(session, change.at, new Date(deps.clock.now()));
    if (forId !== null && forId !== before.for_id) await requireReader(tx, marker.sessionId, forId);
    const state =
      marker.answers === null ? { at, kind, colour, text, removed, for_id: forId } : { ...before, text, removed };
    await insertVersion(tx, { ...state, marker_id: markerId, version: change.version + 1 });
    const act = removed && !before.removed ? 'marker.remove' : 'marker.change';
    await audit(tx, actor, act, marker.sessionId, { marker: state.kind });
  });
  await tell(deps, marker.sessionId);
  return readMarker(deps.db, actor, marker.answers ?? markerId);
}

/** Whom a note is for has dealt with it, or takes that back. Throws not_found, forbidden. */
export async function noteDone(deps: Deps, actor: Actor, markerId: string, done: boolean): Promise<void> {
  const { sessionId } = await requireMarker(deps, actor, markerId, 'session.see');
  await auditRefusal(deps.db, actor, 'marker.done', { kind: 'session', id: sessionId }, () =>
    deps.db.transaction().execute(async (tx) => {
      const { for_id: forId } = await newestState(tx, markerId);
      if (forId !== actor.id) throw new AppError('forbidden', 'Only the person whom a note is for says this of it.');
      await tx.insertInto('marker_dones').values({ marker_id: markerId, done, noted_by: actor.id }).execute();
      await audit(tx, actor, done ? 'marker.done' : 'marker.undone', sessionId, {});
    }),
  );
  await tell(deps, sessionId);
}

/** The marker, if the person may do this in its session; to change one, only who wrote it. Throws not_found, forbidden. */
async function requireMarker({ db }: Deps, actor: Actor, markerId: string, act: SessionAct) {
  const marker = await db
    .selectFrom('markers')
    .select(['session_id as sessionId', 'account_id as writerId', 'answers'])
    .where('id', '=', markerId)
    .executeTakeFirst();
  // Without a marker the same is asked about a session that is not there: both take the same way and time.
  const needed = marker?.answers ? 'session.see' : act;
  await requireSession(db, actor, marker?.sessionId ?? markerId, needed);
  if (!marker) throw notFound();
  if (act === 'session.mark' && marker.writerId !== actor.id)
    await auditRefusal(db, actor, act, { kind: 'session', id: marker.sessionId }, () =>
      Promise.reject(new AppError('forbidden', 'Only who wrote it may change it: write a note under it instead.')),
    );
  return marker;
}

/** The session cannot be taken for destruction meanwhile, and was not before. */
async function holdSession(tx: Tx, sessionId: string) {
  const session = await tx
    .selectFrom('sessions')
    .select(['started_at as from', 'ended_at as to'])
    .where('id', '=', sessionId)
    .forShare()
    .executeTakeFirstOrThrow();
  await requireNotDestroyed(tx, sessionId);
  return session;
}

/** The frame that is shown may be a little ahead of the database's clock. */
const slackMs = 2000;

function timeWithin(
  { from, to }: { from: Date; to: Date | null },
  wanted: string | undefined,
  now: Date,
  agoMs = 0,
): Date {
  if (wanted === undefined) {
    if (to !== null) throw new AppError('session_ended', 'This session is over: set the marker in its replay.');
    return new Date(Math.max(now.getTime() - agoMs, from.getTime()));
  }
  const at = new Date(wanted);
  if (at < from || at > (to ?? new Date(now.getTime() + slackMs)))
    throw new AppError('invalid_input', 'Choose a time within the session.');
  return at;
}

async function requireReader(tx: Tx, sessionId: string, accountId: string) {
  const readers = await peopleWhoKnow(tx, sessionId);
  if (!readers.some(({ id }) => id === accountId))
    throw new AppError('invalid_input', 'A marker can only be for somebody from the list of this session.');
}

interface State {
  at: Date;
  kind: string;
  colour: string;
  text: string | null;
  removed?: boolean;
  for_id: string | null;
}

interface Writing {
  sessionId: string;
  answers: string | null;
  act: AuditAct;
  state: State;
}

async function insert(tx: Tx, actor: Actor, { sessionId, answers, act, state }: Writing): Promise<string> {
  const { id } = await tx
    .insertInto('markers')
    .values({ session_id: sessionId, answers, account_id: actor.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertVersion(tx, { ...state, marker_id: id, version: 1 });
  await audit(tx, actor, act, sessionId, { marker: state.kind });
  return id;
}

async function insertVersion(tx: Tx, row: State & { marker_id: string; version: number }) {
  const { marker_id, version, at, kind, colour, text, removed = false, for_id } = row;
  const written = await tx
    .insertInto('marker_versions')
    .values({ marker_id, version, at, kind, colour, text, removed, for_id })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  if (!written) throw changedMeanwhile();
}

function newestState(tx: Tx, markerId: string) {
  return tx
    .selectFrom('marker_versions')
    .select(['version', 'at', 'kind', 'colour', 'text', 'removed', 'for_id'])
    .where('marker_id', '=', markerId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
}

function audit(tx: Tx, actor: Actor, act: AuditAct, sessionId: string, details: Record<string, string>) {
  const thing = { kind: 'session', id: sessionId };
  return appendAudit(tx, { accountId: actor.id, address: actor.address, act, thing, details });
}

async function tell({ db, publish }: Deps, sessionId: string) {
  await publish({ kind: 'marker', id: sessionId, version: 0 }, await sessionAudience(db, sessionId));
}

/** Removed by its writer in the same moment. */
function existing(marker: Marker | null): Marker {
  if (marker === null) throw changedMeanwhile();
  return marker;
}

function changedMeanwhile() {
  return new AppError('changed_meanwhile', 'This marker was changed meanwhile: look at it again.');
}
