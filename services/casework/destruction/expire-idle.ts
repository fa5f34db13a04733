import { sql } from 'kysely';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { appendAudit } from '../../custody/audit.ts';
import { countExpired } from '../../custody/retention/idle-expiries.ts';
import { classDays } from '../../custody/retention/session-keeping.ts';
import {
  keepAfterAll,
  lookUpLocks,
  markDeleted,
  markDeleting,
  type RemovedSegment,
  removeObjects,
  segmentsToRemove,
} from '../../recording/removal.ts';
import { keptStretches } from './stretches.ts';

export interface ExpiryDeps {
  db: Database;
  /** With the custody identity. */
  bucket: Bucket;
  clock: Clock;
}

export interface Expired {
  segments: number;
  bytes: number;
}

const dayMs = 86_400_000;
const atOnce = 100;
const together = 8;

/**
 * Removes the record of no session once its days are over and its lock has run out, and counts it by day and camera. Goes
 * on where an earlier pass stopped. A camera at a time; what a session keeps, or kept at any time, is not touched.
 */
export async function expireIdle(deps: ExpiryDeps, signal: AbortSignal): Promise<Expired> {
  const idle = (await classDays(deps.db)).find(({ code }) => code === 'idle');
  if (!idle) throw new RangeError('there are no days for the class idle');
  const endedBefore = new Date(deps.clock.now() - idle.minDays * dayMs);
  const total: Expired = { segments: 0, bytes: 0 };
  const cameras = await deps.db.selectFrom('cameras').select(['id', 'room_id']).execute();
  for (const { id, room_id: roomId } of cameras) {
    let before = -1;
    while (before !== total.segments) {
      signal.throwIfAborted();
      before = total.segments;
      await markBatch(deps, id, roomId, endedBefore);
      const { segments, bytes } = await removeBatch(deps, id, roomId);
      total.segments += segments;
      total.bytes += bytes;
    }
  }
  if (total.segments > 0)
    await appendAudit(deps.db, { accountId: null, act: 'record.expire', details: { ...total, days: idle.minDays } });
  return total;
}

/** Under the room's lock: a session that is cut from this record meanwhile waits, or is seen here. */
async function markBatch({ db, bucket, clock }: ExpiryDeps, cameraId: string, roomId: string, endedBefore: Date) {
  const which = { cameraId, over: null, endedBefore };
  await lookUpLocks(db, bucket, { ...which, except: await keptStretches(db, roomId) }, atOnce);
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('rooms').select('id').where('id', '=', roomId).forUpdate().execute();
    await markDeleting(tx, { ...which, except: await keptStretches(tx, roomId) }, new Date(clock.now()), atOnce);
  });
}

async function removeBatch(deps: ExpiryDeps, cameraId: string, roomId: string): Promise<Expired> {
  const { db, clock } = deps;
  const left = await segmentsToRemove(db, cameraId, { except: await destroyedStretches(db, roomId) }, atOnce);
  const gone: RemovedSegment[] = [];
  for (let i = 0; i < left.length; i += together) {
    const part = left.slice(i, i + together);
    const removed = await Promise.all(part.map((segment) => isRemoved(deps, cameraId, segment)));
    gone.push(...part.filter((_, place) => removed[place]));
  }
  const counted = await db.transaction().execute(async (tx) => {
    const marked = await markDeleted(tx, cameraId, gone);
    await countExpired(tx, cameraId, marked, new Date(clock.now()));
    return marked;
  });
  const bytes = counted.flatMap(({ objects }) => objects).reduce((sum, object) => sum + object.bytes, 0);
  return { segments: counted.length, bytes };
}

/** What the store still locks or holds was not to go: its row learns that. One that is half gone already waits as it is. */
async function isRemoved(
  { db, bucket, clock }: ExpiryDeps,
  cameraId: string,
  segment: RemovedSegment,
): Promise<boolean> {
  try {
    await removeObjects(bucket, [segment]);
    return true;
  } catch (error) {
    if (!(error instanceof BucketError && error.kind === 'refused')) throw error;
    const kept = await keptBy(bucket, segment, clock);
    if (kept.length === 0) throw error;
    if (kept.length < segment.objects.length) return false;
    const lockedUntil = new Date(Math.max(...kept.map((one) => one.lockedUntil?.getTime() ?? 0)));
    await keepAfterAll(db, cameraId, segment.startedAt, { isHeld: kept.some((one) => one.isHeld), lockedUntil });
    return false;
  }
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

/** What lists of destruction remove themselves. */
async function destroyedStretches(db: Database, roomId: string): Promise<string> {
  const { rows } = await sql<{ stretches: string }>`
    select coalesce(range_agg(tstzrange(v.started_at, coalesce(v.ended_at, s.ended_at))), '{}')::text as stretches
    from sessions s join session_versions v on v.session_id = s.id
    join destruction_sessions i on i.session_id = s.id and i.outcome = 'destroyed'
    join destructions d on d.id = i.destruction_id and d.state <> 'done' where s.room_id = ${roomId}`.execute(db);
  return rows[0]?.stretches ?? '{}';
}
