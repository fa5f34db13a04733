import { createHash } from 'node:crypto';
import type { Bucket, ObjectRef } from '../../adapters/bucket/bucket.ts';
import { toBucketError } from '../../adapters/bucket/bucket-error.ts';

/** What reading an object showed. */
export type Verdict = { is: 'whole' } | Fault;
export type Fault = { is: 'missing' } | { is: 'unreadable' } | { is: 'altered'; found: Buffer };

/** Reads an object and spends what that costs. */
export interface Reading {
  bucket: Bucket;
  /** Hears how many bytes were read; returns when more may be. */
  spent: (bytes: number) => Promise<void>;
}

/**
 * Reads an object whole, by version, and holds it against its hash. What is wrong is read a second time. A store that has
 * not got it, or does not give it back, is believed only when `isStoreThere` says that it gives other things; otherwise
 * its error is thrown.
 */
export async function readObject(
  reading: Reading,
  object: ObjectRef & { sha256: Buffer },
  isStoreThere: () => Promise<boolean>,
): Promise<Verdict> {
  const first = await hashOf(reading, object);
  if (Buffer.isBuffer(first) && first.equals(object.sha256)) return { is: 'whole' };
  const second = await hashOf(reading, object);
  if (Buffer.isBuffer(second)) return second.equals(object.sha256) ? { is: 'whole' } : { is: 'altered', found: second };
  // Also what the store refuses to give: one object must not stop the reading of all others.
  if (!(await isStoreThere())) throw second;
  return second.kind === 'missing' ? { is: 'missing' } : { is: 'unreadable' };
}

/** Whether the store gives this object back, whatever is in it. */
export async function isReadable(reading: Reading, ref: ObjectRef): Promise<boolean> {
  return Buffer.isBuffer(await hashOf(reading, ref));
}

async function hashOf({ bucket, spent }: Reading, ref: ObjectRef) {
  const hash = createHash('sha256');
  let bytes = 0;
  const read = async () => {
    for await (const chunk of await bucket.read(ref)) {
      hash.update(chunk);
      bytes += (chunk as Buffer).length;
    }
    return hash.digest();
  };
  const result = await read().catch(toBucketError);
  await spent(bytes);
  return result;
}
