import { sql } from 'kysely';
import type { Bucket, ObjectRef } from '../../adapters/bucket/bucket.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { appendAudit } from '../../custody/audit.ts';
import { manifestsOfSession } from '../../custody/manifests.ts';
import { markKeepingApplied } from '../../custody/retention/session-keeping.ts';
import type { Log } from '../../log.ts';
import { markKept, type Segment, segmentsBetween } from '../../recording/segments.ts';
import { oneAtATime } from '../keeping/one-at-a-time.ts';
import { alarmTakenAway, isTakenAway } from '../keeping/taken-away.ts';
import { clipsOf } from './clips.ts';
import { everHeld } from './ever-held.ts';

export interface KeepingDeps {
  db: Database;
  /** With the custody identity, which may lock and hold. */
  bucket: Bucket;
  clock: Clock;
  log: Log;
  /** Locks are kept this many days ahead, or up to the end of the time if that is sooner. */
  lockDays: number;
}

/** What the sessions over a stretch of footage ask of it. */
interface Wanted {
  isHeld: boolean;
  /** Longest of them; null when none keeps it beyond the lock that it was written with. */
  until: Date | null;
}

const dayMs = 86_400_000;
/** Longer than it takes: a manifest made while holds were set may not have been seen. */
const applyMs = 3_600_000;
const atOnce = 8;

/**
 * `hold.apply`: brings locks and legal holds of all footage and manifests that a session holds or ever held to what its
 * keeping says. May be done any number of times; `revision` is the keeping that it answers to. When that was applied before
 * (the look once a day), rows are not believed: a hold or lock that somebody took away in the store is an alarm, and set again.
 */
export async function applyKeeping(
  deps: KeepingDeps,
  sessionId: string,
  revision: number,
  signal: AbortSignal,
): Promise<void> {
  const appliedAt = await lastApplied(deps.db, sessionId, revision);
  const isLook = appliedAt !== null;
  const stretches = await everHeld(deps.db, sessionId, new Date(deps.clock.now()));
  // One object that is gone must not keep the others from being held.
  const failures: unknown[] = [];
  const attempt = (work: Promise<void>) => work.catch((error: unknown) => void failures.push(error));
  for (const clip of await clipsOf(deps.db, sessionId)) {
    for (const { from, to } of stretches) {
      const segments = await segmentsBetween(deps.db, clip.cameraId, from, to);
      for (let i = 0; i < segments.length; i += atOnce) {
        signal.throwIfAborted();
        await attempt(keepSegments(deps, clip.cameraId, segments.slice(i, i + atOnce), isLook));
      }
    }
  }
  await attempt(keepManifests(deps, sessionId, appliedAt, signal));
  throwFirst(failures);
  await markKeepingApplied(deps.db, sessionId, revision);
}

/** Brings a camera's segments that follow each other to what the sessions over them ask; `isLook`: rows are not believed. */
export async function keepSegments(
  deps: KeepingDeps,
  cameraId: string,
  segments: readonly Segment[],
  isLook = false,
): Promise<void> {
  const [from, to] = [segments.at(0)?.startedAt, segments.at(-1)?.endedAt];
  if (!from || !to) return;
  await oneAtATime(deps.db, cameraId, async (db) => {
    // Asked again now that nobody else changes them.
    const asked = await keepingDuring(db, cameraId, from, to);
    const found = await segmentsBetween(db, cameraId, from, to);
    const now = isLook ? await Promise.all(found.map((segment) => lookAt({ ...deps, db }, segment))) : found;
    // All of them come to their end before the lock is given back.
    const done = await Promise.allSettled(now.map((one) => keep({ ...deps, db }, one, wantedOf(one, asked))));
    throwFirst(done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
  });
}

async function keepManifests(deps: KeepingDeps, sessionId: string, appliedAt: Date | null, signal: AbortSignal) {
  const manifests = await manifestsOfSession(deps.db, sessionId);
  await oneAtATime(deps.db, sessionId, async (db) => {
    for (const { createdAt, ...ref } of manifests) {
      signal.throwIfAborted();
      const lacked = await keepDocument(deps, ref, await ownKeeping(db, sessionId));
      if (lacked && appliedAt && createdAt.getTime() < appliedAt.getTime() - applyMs)
        await alarmOfDocument({ ...deps, db }, sessionId, ref);
    }
  });
}

async function alarmOfDocument({ db, log }: KeepingDeps, sessionId: string, { key }: ObjectRef) {
  log.error({ sessionId, key }, 'somebody took the hold off a manifest in the object store; it is set again');
  const thing = { kind: 'session', id: sessionId } as const;
  await appendAudit(db, { accountId: null, act: 'store.alarm', thing, details: { check: 'keeping', key } });
}

function throwFirst(failures: readonly unknown[]) {
  if (failures.length > 0) throw failures[0];
}

/** Holds what the row says of a segment against the store; what is less there is an alarm, and not known any more. */
async function lookAt(deps: KeepingDeps, segment: Segment): Promise<Segment> {
  if (!(await isTakenAway(deps, segment))) return segment;
  await alarmTakenAway(deps, segment, 'keeping');
  return { ...segment, isHeld: null, lockedUntil: null };
}

/** When this keeping was brought to the store; null when it never was. */
async function lastApplied(db: Db, sessionId: string, revision: number): Promise<Date | null> {
  const row = await db
    .selectFrom('session_keeping')
    .select('applied_at')
    .where('session_id', '=', sessionId)
    .where('applied_revision', '>=', revision)
    .executeTakeFirst();
  return row?.applied_at ?? null;
}

async function keep(deps: KeepingDeps, segment: Segment, wanted: Wanted) {
  const { cameraId, startedAt } = segment;
  const lock = lockFor(deps, wanted, segment.lockedUntil);
  const changes = wanted.isHeld !== segment.isHeld;
  if (!changes && lock === null) return;
  // Whatever ends this in the middle, the next try does not believe the row.
  if (changes) await markKept(deps.db, cameraId, startedAt, { ...segment, isHeld: null });
  for (const track of [segment.video, segment.audio]) {
    if (track === null) continue;
    if (changes) await deps.bucket.hold(track, wanted.isHeld);
    if (lock !== null) await deps.bucket.lockUntil(track, lock);
  }
  await markKept(deps.db, cameraId, startedAt, { isHeld: wanted.isHeld, lockedUntil: lock ?? segment.lockedUntil });
}

/** Returns whether a hold lacked that is wanted. */
async function keepDocument(deps: KeepingDeps, ref: ObjectRef, wanted: Wanted): Promise<boolean> {
  const lock = lockFor(deps, wanted, null);
  const isHeld = await deps.bucket.isHeld(ref);
  if (isHeld !== wanted.isHeld) await deps.bucket.hold(ref, wanted.isHeld);
  if (lock !== null) await deps.bucket.lockUntil(ref, lock);
  return wanted.isHeld && !isHeld;
}

/** The lock to set now; null when the one there reaches far enough. It is renewed when a third of it is used up. */
function lockFor({ clock, lockDays }: KeepingDeps, { isHeld, until }: Wanted, lockedUntil: Date | null): Date | null {
  if (!isHeld && until === null) return null;
  const end = isHeld ? Number.POSITIVE_INFINITY : (until?.getTime() ?? 0);
  const inDays = (days: number) => Math.min(end, clock.now() + days * dayMs);
  if (inDays(0) < clock.now() || (lockedUntil?.getTime() ?? 0) >= inDays((lockDays * 2) / 3)) return null;
  return new Date(inDays(lockDays));
}

interface Asked extends Wanted {
  from: Date;
  /** null while the session runs. */
  to: Date | null;
}

/** What the sessions over [from, to) of a camera's room ask, by all times that they ever had. */
async function keepingDuring(db: Db, cameraId: string, from: Date, to: Date): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select v.started_at as "from", coalesce(v.ended_at, s.ended_at) as "to", k.is_held as "isHeld", k.keep_until as until
    from cameras c join sessions s on s.room_id = c.room_id join session_versions v on v.session_id = s.id
    join session_keeping k on k.session_id = s.id
    where c.id = ${cameraId}
      and tstzrange(v.started_at, coalesce(v.ended_at, s.ended_at)) && tstzrange(${from}, ${to})`.execute(db);
  return rows;
}

function wantedOf({ startedAt, endedAt }: Segment, asked: readonly Asked[]): Wanted {
  const over = asked.filter(({ from, to }) => from < endedAt && (to === null || to > startedAt));
  return {
    isHeld: over.some(({ isHeld }) => isHeld),
    until: over.reduce<Date | null>((last, { until }) => (until && (!last || until > last) ? until : last), null),
  };
}

async function ownKeeping(db: Db, sessionId: string): Promise<Wanted> {
  const row = await db
    .selectFrom('session_keeping')
    .select(['is_held as isHeld', 'keep_until as until'])
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
  return row ?? { isHeld: false, until: null };
}
