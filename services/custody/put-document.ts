import { createHash } from 'node:crypto';
import type { Bucket, ObjectRef } from '../adapters/bucket/bucket.ts';

export interface StoredDocument extends ObjectRef {
  bytes: number;
  sha256: Buffer;
}

/**
 * Stores a document under lock as `<stem>-<start of its hash>.<extension>`. The hash in the key: a try that died after its
 * PUT leaves an object that never stands in the way of the next. Throws BucketError.
 */
export async function putDocument(
  bucket: Bucket,
  { stem, extension, contentType }: { stem: string; extension: string; contentType: string },
  body: Buffer,
): Promise<StoredDocument> {
  const sha256 = createHash('sha256').update(body).digest();
  const key = `${stem}-${sha256.toString('hex').slice(0, 16)}.${extension}`;
  const { versionId } = await bucket.put({ key, body, sha256, contentType });
  return { key, versionId, bytes: body.length, sha256 };
}
