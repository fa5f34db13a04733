import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { appendAudit } from '../../custody/audit.ts';
import { expiredUntil, isFirstToday, noteExpired } from '../../custody/retention/idle-expiries.ts';
import { classDays } from '../../custody/retention/session-keeping.ts';
import type { Log } from '../../log.ts';
import {
  keepAfterAll,
  lookUpLocks,
  markDeleted,
  markDeleting,
  oldestStored,
  type RemovedSegment,
  removeObjects,
  segmentsToRemove,
} from '../../recording/removal.ts';
import { longestSegmentMs } from '../../recording/segments.ts';
import { keptStretches } from './stretches.ts';

export interface ExpiryDeps {
  db: Database;
  /** With the custody identity. */
  bucket: Bucket;
  clock: Clock;
  log: Log;
  /** What is written to the store is locked for so long: nothing expires before that. */
  lockDays: number;
}

interface ExpiringCamera {
  id: string;
  roomId: string;
}

const dayMs = 86_400_000;
const atOnce = 100;
/** Asked at once, so that no statement goes through years of what sessions keep. */
const windowMs = 7 * dayMs;

/**
 * Removes the record of no session once its days are over and its lock has run out, camera by camera. Goes on where an
 * earlier pass stopped; what a session keeps, or kept at any time, is not touched. A camera that gives trouble does not
 * keep the others; a store that is away ends the pass. Returns how many segments went.
 */
export async function expireIdle(deps: ExpiryDeps, signal: AbortSignal): Promise<number> {
  let gone = 0;
  const failures: unknown[] = [];
  const cameras = await deps.db.selectFrom('cameras').select(['id', 'room_id as roomId']).execute();
  try {
    for (const camera of cameras) {
      signal.throwIfAborted();
      try {
        gone += await expireCamera(deps, camera, signal);
      } catch (error) {
        if (signal.aborted || (error instanceof BucketError && error.kind === 'away')) throw error;
        deps.log.error({ err: error, cameraId: camera.id }, 'the old record of a camera could not be removed');
        failures.push(error);
      }
    }
  } finally {
    // No amounts: they would tell how long sessions were that must not be known.
    if (gone > 0) {
      const until = (await boundary(deps, deps.db)).toISOString();
      await appendAudit(deps.db, { accountId: null, act: 'record.expire', details: { until } });
    }
  }
  if (failures.length > 0) throw failures[0];
  return gone;
}

/** What ended before this goes, unless something keeps it. */
async function boundary({ clock, lockDays }: ExpiryDeps, db: Db): Promise<Date> {
  const idle = (await classDays(db)).find(({ code }) => code === 'idle');
  if (!idle) throw new RangeError('there are no days for the class idle');
  return new Date(clock.now() - Math.max(idle.minDays, lockDays) * dayMs);
}

async function expireCamera(deps: ExpiryDeps, camera: ExpiringCamera, signal: AbortSignal): Promise<number> {
  let gone = await removeMarked(deps, camera.id, signal);
  if (!(await oldestStored(deps.db, camera.id, new Date(0)))) return gone;
  const until = await boundary(deps, deps.db);
  let from = await oldestStored(deps.db, camera.id, await firstToLookAt(deps, camera));
  while (from && from < until) {
    const to = new Date(Math.min(from.getTime() + windowMs + longestSegmentMs, until.getTime()));
    for (let after: Date | null = from; after !== null; ) {
      signal.throwIfAborted();
      after = await markBatch(deps, camera, { from: after, to });
      gone += await removeMarked(deps, camera.id, signal);
    }
    // Over years of which nothing is left.
    from = await oldestStored(deps.db, camera.id, new Date(from.getTime() + windowMs));
  }
  await deps.db
    .transaction()
    .execute((tx) => noteExpired(tx, camera.id, [], { now: new Date(deps.clock.now()), until }));
  return gone;
}

/** Once a day from the oldest on, for what was let go since; else from where the last pass came to. */
async function firstToLookAt({ db, clock }: ExpiryDeps, { id }: ExpiringCamera): Promise<Date> {
  const last = await expiredUntil(db, id);
  const isFirst = await isFirstToday(db, id, new Date(clock.now()));
  return last && !isFirst ? new Date(last.getTime() - dayMs) : new Date(0);
}

/**
 * Marks what goes of a stretch, under the room's lock: a session that is cut from this record meanwhile waits, or is seen
 * here. Returns behind which start to go on; null when nothing is left of the stretch.
 */
async function markBatch(deps: ExpiryDeps, { id, roomId }: ExpiringCamera, { from, to }: { from: Date; to: Date }) {
  const { db, bucket, clock } = deps;
  const which = { cameraId: id, over: null, from, endedBefore: to };
  await lookUpLocks(db, bucket, { ...which, except: await keptStretches(db, roomId) }, atOnce);
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom('rooms').select('id').where('id', '=', roomId).forUpdate().execute();
    // By the days of this moment: they may have been lengthened since the pass began.
    const now = await boundary(deps, tx);
    const limits = { ...which, endedBefore: now < to ? now : to, except: await keptStretches(tx, roomId) };
    const taken = { now: new Date(clock.now()), sessionId: null, limit: atOnce };
    const { segments, last } = await markDeleting(tx, limits, taken);
    return segments < atOnce ? null : last;
  });
}

/** Removes what is marked of a camera's record. Returns how many segments went. */
async function removeMarked(deps: ExpiryDeps, cameraId: string, signal: AbortSignal): Promise<number> {
  const { db, bucket, clock } = deps;
  let counted = 0;
  for (let after = new Date(0); ; ) {
    signal.throwIfAborted();
    const batch = await segmentsToRemove(db, cameraId, { sessionId: null, after, limit: atOnce });
    const last = batch.at(-1);
    if (!last) return counted;
    const { gone, left } = await removeObjects(bucket, batch);
    const until = await boundary(deps, db);
    counted += await db.transaction().execute(async (tx) => {
      const marked = await markDeleted(tx, cameraId, gone);
      await noteExpired(tx, cameraId, marked, { now: new Date(clock.now()), until });
      return marked.length;
    });
    for (const { segment, error } of left) await keepLeft(deps, cameraId, segment, error);
    after = last.startedAt;
  }
}

/** What the store still locks or holds was not to go: its row learns that. One that is half gone already waits as it is. */
async function keepLeft({ db, bucket, clock }: ExpiryDeps, cameraId: string, segment: RemovedSegment, error: unknown) {
  if (!(error instanceof BucketError && error.kind === 'refused')) throw error;
  const kept = await keptBy(bucket, segment, clock);
  if (kept.length === 0) throw error;
  if (kept.length < segment.objects.length) return;
  const lockedUntil = new Date(Math.max(...kept.map((one) => one.lockedUntil?.getTime() ?? 0)));
  await keepAfterAll(db, cameraId, segment.startedAt, { isHeld: kept.some((one) => one.isHeld), lockedUntil });
}

/** Of each object that is still there: what keeps it; nothing when something is there that nothing keeps. */
async function keptBy(bucket: Bucket, { objects }: RemovedSegment, clock: Clock) {
  const found = [];
  for (const ref of objects) {
    try {
      const [isHeld, lockedUntil] = [await bucket.isHeld(ref), await bucket.lockedUntil(ref)];
      found.push({ isHeld, lockedUntil, isKept: isHeld || Number(lockedUntil) > clock.now() });
    } catch (error) {
      if (!(error instanceof BucketError && error.kind === 'missing')) throw error;
    }
  }
  return found.some(({ isKept }) => isKept) ? found : [];
}
