import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { decodeObjectKey } from '../object-key.ts';

/** Throws when rows name footage and the bucket holds none at all: it is not the right bucket. */
export async function requireFootage(db: Db, bucket: Bucket): Promise<void> {
  const row = await db.selectFrom('segments').select('video_key').where('state', '=', 'stored').limit(1).execute();
  if (row.length === 0) return;
  for await (const version of bucket.listVersions('')) {
    if (!version.isDeleteMarker && decodeObjectKey(version.key) !== null) return;
  }
  throw new Error(
    'the bucket holds no footage at all, and rows name some. Look whether S3_ENDPOINT and S3_BUCKET are the right ones; nothing was changed.',
  );
}
