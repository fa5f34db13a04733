import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bucket, NewObject, ObjectRef } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { WormFault } from '../../contracts/custody/store.ts';

/** Tried on under the bucket's own lock. One object, made anew when its lock is over. */
const lockedKey = 'audit/worm-test.txt';
/** Tried on when it is held and its lock, a short one, is over; then removed. What a crash leaves is used again. */
const heldKey = 'audit/worm-test-held.txt';
export const wormTestKeys: ReadonlySet<string> = new Set([lockedKey, heldKey]);

/** Long enough for a busy store to take the object before its lock is over. */
const shortLockMs = 5000;
/** Servers keep whole seconds, and their clock may be a little behind ours. */
const graceMs = 1000;

interface Options {
  /** The program is to end. */
  signal?: AbortSignal;
  lockMs?: number;
}

/**
 * Tries with the program's own rights what a write-once store must refuse: to lay other bytes over an object, to remove
 * it under the bucket's own lock, and to remove it while it is held though its lock is over, for which it waits `lockMs`.
 * Returns what the store let us do; nothing when it is write-once. Throws when it is away.
 */
export async function testWorm(bucket: Bucket, options: Options = {}): Promise<WormFault[]> {
  const faults: WormFault[] = bucket.isServer ? [] : ['stand_in'];
  const locked = await lockedObject(bucket);
  if ((await bucket.lockedUntil(locked)) === null) faults.push('not_locked');
  if (await isLetThrough(() => bucket.put(objectOf(lockedKey, 'something else')))) faults.push('overwritten');
  if (await isLetThrough(() => bucket.remove(locked))) return [...faults, 'deleted'];
  return [...faults, ...(await testHold(bucket, options))];
}

async function lockedObject(bucket: Bucket): Promise<ObjectRef> {
  const object = objectOf(lockedKey, 'Minh Chứng');
  const ref = await putOrFind(bucket, object);
  const until = await bucket.lockedUntil(ref);
  if (until === null || until.getTime() > Date.now()) return ref;
  // Anew, so that the bucket's own lock is tried and not one that was set by hand.
  if (await bucket.isHeld(ref)) await bucket.hold(ref, false);
  return (await isLetThrough(() => bucket.remove(ref))) ? putOrFind(bucket, object) : ref;
}

/** A hold must count when the lock is over: that is what it is for. */
async function testHold(bucket: Bucket, { signal, lockMs = shortLockMs }: Options): Promise<WormFault[]> {
  const lockUntil = new Date(Date.now() + lockMs);
  const ref = await putOrFind(bucket, { ...objectOf(heldKey, 'Minh Chứng'), lockUntil }).catch(nullWhenRefused);
  const until = ref && (await bucket.lockedUntil(ref));
  if (!until || until.getTime() > lockUntil.getTime() + graceMs) return ['lock_not_taken'];
  if (!(await isLetThrough(() => bucket.hold(ref, true)))) return ['hold_not_taken'];
  let isHeld = true;
  try {
    await wait(Math.max(0, until.getTime() + graceMs - Date.now()), undefined, { signal });
    isHeld = !(await isLetThrough(() => bucket.remove(ref)));
  } finally {
    if (isHeld) await bucket.hold(ref, false);
  }
  // Where this identity may remove nothing at all it stays: one small object, neither locked nor held.
  if (isHeld) await isLetThrough(() => bucket.remove(ref));
  return isHeld ? [] : ['deleted_held'];
}

/** The object, also where the bucket did not lock it or its lock is over: a put is not believed then. */
async function putOrFind(bucket: Bucket, object: NewObject): Promise<ObjectRef> {
  const { key } = object;
  try {
    return { key, versionId: (await bucket.put(object)).versionId };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for await (const version of bucket.listVersions(key))
      if (version.key === key && !version.isDeleteMarker) return version;
    throw error;
  }
}

function nullWhenRefused(error: unknown): null {
  if (isRefusal(error)) return null;
  throw error;
}

function objectOf(key: string, text: string): NewObject {
  const body = Buffer.from(`${text}\n`);
  return { key, body, sha256: createHash('sha256').update(body).digest(), contentType: 'text/plain' };
}

async function isLetThrough(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof BucketError && (error.kind === 'refused' || error.kind === 'conflict');
}
