import { createHash } from 'node:crypto';
import type { Bucket, ObjectRef } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { WormFault } from '../../contracts/custody/store.ts';

/** The object that is tried on; the same each time, so that there is only one. */
export const wormTestKey = 'audit/worm-test.txt';

const dayMs = 86_400_000;
/** As long as any footage at least. */
const leastLockMs = dayMs / 2;

/**
 * Tries with the program's own rights what a write-once store must refuse: to lay other bytes over an object, and to
 * remove it while it is locked, and while it is held. Returns what the store let us do; nothing when it is write-once.
 * Throws when it is away.
 */
export async function testWorm(bucket: Bucket): Promise<WormFault[]> {
  const faults: WormFault[] = bucket.isServer ? [] : ['stand_in'];
  const ref = await putTestObject(bucket);
  if (!(await isLocked(bucket, ref))) faults.push('not_locked');
  if (await isLetThrough(() => bucket.put(objectOf('something else')))) faults.push('overwritten');
  if (await isLetThrough(() => bucket.remove(ref))) return [...faults, 'deleted'];
  if (!(await isLetThrough(() => bucket.hold(ref, true)))) return [...faults, 'hold_not_taken'];
  if (await isLetThrough(() => bucket.remove(ref))) return [...faults, 'deleted_held'];
  await bucket.hold(ref, false);
  return faults;
}

/** The test object, also where the bucket did not lock it or its lock is over: a put is not believed then. */
async function putTestObject(bucket: Bucket): Promise<ObjectRef> {
  try {
    return { key: wormTestKey, versionId: (await bucket.put(objectOf('Minh Chứng'))).versionId };
  } catch (error) {
    if (!(error instanceof BucketError && error.kind === 'refused')) throw error;
    for await (const version of bucket.listVersions(wormTestKey)) if (!version.isDeleteMarker) return version;
    throw error;
  }
}

async function isLocked(bucket: Bucket, ref: ObjectRef): Promise<boolean> {
  await isLetThrough(() => bucket.lockUntil(ref, new Date(Date.now() + dayMs)));
  const until = await bucket.lockedUntil(ref);
  return until !== null && until.getTime() > Date.now() + leastLockMs;
}

function objectOf(text: string) {
  const body = Buffer.from(`${text}\n`);
  return { key: wormTestKey, body, sha256: createHash('sha256').update(body).digest(), contentType: 'text/plain' };
}

async function isLetThrough(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof BucketError && (error.kind === 'refused' || error.kind === 'conflict')) return false;
    throw error;
  }
}
