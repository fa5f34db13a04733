import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { rewindMinutes } from '../../contracts/view.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import type { Actor } from '../actor.ts';
import { may } from '../may.ts';
import { caseThing } from '../session-things.ts';
import { type Granted, ownLook } from './emergency-looks.ts';
import { ownOnly, watchable } from './live.ts';
import { checkReason, type GivenReason, type LookedAt, reasonNeeded } from './reason.ts';
import { auditRefusal, forbidden, notFound } from './refusal.ts';
import type { OpenView } from './require-view.ts';
import { hiddenSpans, replayable } from './scope.ts';
import { cutSpans, multirange, type Span } from './spans.ts';
import { needsOf } from './view-reasons.ts';
import { watchedOf } from './watched-of.ts';

export type ViewTarget =
  | { kind: 'session'; sessionId: string }
  | { kind: 'record'; roomId: string; from: string; to: string }
  | { kind: 'watched'; viewId: string }
  | { kind: 'emergency'; lookId: string }
  | { kind: 'live'; roomId: string };

export interface ViewRequest extends GivenReason {
  target: ViewTarget;
}

/** The most one record view may span. */
const longestRecordMs = 4 * 3_600_000;

/**
 * Opens a look at footage for `minutes`. Throws not_found, forbidden, reason_needed, no_footage, invalid_input; the
 * look and its audit row are written together, and a refusal is written too.
 */
export async function openView(db: Database, actor: Actor, request: ViewRequest, options: Times): Promise<OpenView> {
  const thing = thingOf(request.target);
  const act = request.target.kind === 'live' ? 'view.live' : 'view.open';
  return auditRefusal(db, actor, act, thing, () =>
    db.transaction().execute(async (tx) => {
      const scope = await scopeOf(tx, actor, request, options);
      const view = await insertView(tx, actor, request, scope, options);
      const { sessionId, roomId, emergency } = scope;
      await appendAudit(tx, {
        ...{ accountId: actor.id, address: actor.address, act },
        thing: sessionId === null ? { kind: 'room', id: roomId } : { kind: 'session', id: sessionId },
        details: {
          ...{ viewId: view.id, reasonCode: request.reasonCode, caseId: request.caseId ?? null },
          ...(emergency && { lookId: emergency.id, approved: true }),
        },
      });
      return view;
    }),
  );
}

function thingOf(target: ViewTarget) {
  if (target.kind === 'session') return { kind: 'session', id: target.sessionId };
  if (target.kind === 'emergency') return { kind: 'emergency', id: target.lookId };
  return target.kind === 'watched' ? { kind: 'view', id: target.viewId } : { kind: 'room', id: target.roomId };
}

interface Scope extends Span {
  sessionId: string | null;
  roomId: string;
  excluded: Span[];
  only: Span[] | null;
  /** The grant, in an emergency. */
  emergency?: Granted;
}

interface Times {
  now: Date;
  minutes: number;
}

function scopeOf(tx: Db, actor: Actor, request: ViewRequest, times: Times): Promise<Scope> {
  const { target } = request;
  const { now } = times;
  if (target.kind === 'live') return liveScope(tx, actor, request, target.roomId, times);
  if (target.kind === 'session') return sessionScope(tx, actor, request, target.sessionId, now);
  if (target.kind === 'emergency') return emergencyScope(tx, actor, request, target.lookId, now);
  return target.kind === 'record'
    ? recordScope(tx, actor, request, target, now)
    : watchedScope(tx, actor, request, target.viewId, now);
}

/** What a look at a session watched, as far as it lies in the session today. */
async function watchedScope(db: Db, actor: Actor, request: ViewRequest, viewId: string, now: Date): Promise<Scope> {
  const { sessionId, watched } = await watchedOf(db, actor, viewId);
  const whole = await sessionScope(db, actor, request, sessionId, now);
  const only = cutSpans(watched, whole);
  const [first, last] = [only.at(0), only.at(-1)];
  if (!first || !last) throw new AppError('no_footage', 'Nothing of this session was watched in that look.');
  return { ...whole, from: first.from, to: last.to, only };
}

async function sessionScope(db: Db, actor: Actor, request: ViewRequest, sessionId: string, now: Date): Promise<Scope> {
  const session = await replayable(db, actor, sessionId);
  await requireNotDestroyed(db, sessionId);
  await checkReasonFor(db, actor, request, { isOwnSession: session.officerId === actor.id, isNow: false }, session.id);
  const scope = {
    sessionId,
    roomId: session.roomId,
    from: session.startedAt,
    to: session.endedAt ?? now,
    excluded: [],
    only: null,
  };
  if (scope.from >= scope.to)
    throw new AppError('no_footage', 'The session has only just begun: try again in a moment.');
  return scope;
}

/** The room from now until the look runs out. */
async function liveScope(db: Db, actor: Actor, request: ViewRequest, roomId: string, times: Times): Promise<Scope> {
  const { now } = times;
  const sessions = await watchable(db, actor, roomId, now);
  await checkReasonFor(db, actor, request, { isOwnSession: ownOnly(actor.id, sessions), isNow: true });
  return { sessionId: null, roomId, from: now, to: expiryOf(times), excluded: [], only: null };
}

const expiryOf = ({ now, minutes }: Times) => new Date(now.getTime() + minutes * 60_000);

type RecordTarget = Extract<ViewTarget, { kind: 'record' }>;

async function recordScope(
  db: Db,
  actor: Actor,
  request: ViewRequest,
  target: RecordTarget,
  now: Date,
): Promise<Scope> {
  const room = await db.selectFrom('rooms').select('id').where('id', '=', target.roomId).executeTakeFirst();
  if (!room) throw notFound();
  if (!may(actor, 'record.view', { kind: 'room' })) throw forbidden();
  const from = new Date(target.from);
  // A minute to spare: whoever goes back needs time to do so.
  const isNow = from.getTime() >= now.getTime() - (rewindMinutes + 1) * 60_000;
  await checkReasonFor(db, actor, request, { isOwnSession: false, isNow });
  const to = new Date(Math.min(Date.parse(target.to), now.getTime()));
  if (from >= to || to.getTime() - from.getTime() > longestRecordMs)
    throw new AppError('invalid_input', 'Choose a stretch in the past, of at most four hours.');
  const excluded = await hiddenSpans(db, actor, room.id, { from, to });
  return { sessionId: null, roomId: room.id, from, to, excluded, only: null };
}

/** Exactly the stretch that was granted, without protected sessions. Throws forbidden, not_found, not_approved, reason_needed. */
async function emergencyScope(
  db: Db,
  actor: Actor,
  { reasonCode }: ViewRequest,
  lookId: string,
  now: Date,
): Promise<Scope> {
  if (!may(actor, 'record.emergency', { kind: 'stretch', granted: true })) throw forbidden();
  const emergency = await ownLook(db, actor.id, lookId, now);
  if (!emergency) throw notFound();
  if (!may(actor, 'record.emergency', { kind: 'stretch', granted: emergency.isGranted }))
    throw new AppError('not_approved', 'This look is not granted, or over: ask for a new one.');
  if (reasonCode !== 'emergency') throw reasonNeeded('The reason of this look is the emergency.');
  const { roomId, from, to } = emergency;
  const excluded = await hiddenSpans(db, actor, roomId, { from, to }, 'session.in_emergency');
  return { sessionId: null, roomId, from, to, excluded, only: null, emergency };
}

async function insertView(
  tx: Tx,
  actor: Actor,
  request: ViewRequest,
  scope: Scope,
  { now, minutes }: Times,
): Promise<OpenView> {
  const { emergency } = scope;
  const lasts = expiryOf({ now, minutes });
  const expiresAt = new Date(Math.min(lasts.getTime(), emergency?.until?.getTime() ?? lasts.getTime()));
  const { id } = await tx
    .insertInto('views')
    .values({
      account_id: actor.id,
      login_id: actor.loginId,
      target_kind: request.target.kind === 'emergency' ? 'record' : request.target.kind,
      session_id: scope.sessionId,
      room_id: scope.roomId,
      from_at: scope.from,
      to_at: scope.to,
      excluded: multirange(scope.excluded),
      only_spans: scope.only && multirange(scope.only),
      watched_of: request.target.kind === 'watched' ? request.target.viewId : null,
      reason_code: request.reasonCode,
      case_id: request.caseId ?? null,
      note: emergency?.reason ?? request.note,
      emergency_id: emergency?.id ?? null,
      opened_at: now,
      expires_at: expiresAt,
      address: actor.address,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { ...scope, id, reasonCode: request.reasonCode, openedAt: now, expiresAt, emergencyId: emergency?.id ?? null };
}

async function checkReasonFor(
  db: Db,
  actor: Actor,
  request: ViewRequest,
  at: LookedAt,
  sessionId: string | null = null,
) {
  checkReason(request, at, await needsOf(db, request.reasonCode));
  if (request.caseId === undefined) return;
  const found = await caseThing(db, actor.id, request.caseId, sessionId);
  if (!found || !may(actor, 'case.see', found)) throw reasonNeeded('Name a case that this session is linked to.');
}
