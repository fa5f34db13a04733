import { createHash } from 'node:crypto';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import type { Db } from '../../../services/adapters/postgres/connect.ts';

/** What must hold of the record whatever happened; each returns what is wrong, so that an empty answer is right. */

/** Stored objects as rows name them. */
export async function storedObjects(db: Db) {
  const rows = await db
    .selectFrom('segments')
    .select(['video_key', 'video_version_id', 'video_sha256', 'audio_key', 'audio_version_id', 'audio_sha256'])
    .orderBy('started_at')
    .execute();
  return rows.flatMap((row) => {
    const video = { key: row.video_key, versionId: row.video_version_id, sha256: row.video_sha256.toString('hex') };
    if (row.audio_key === null || row.audio_version_id === null || row.audio_sha256 === null) return [video];
    return [video, { key: row.audio_key, versionId: row.audio_version_id, sha256: row.audio_sha256.toString('hex') }];
  });
}

/** Objects that are gone, differ from their row's hash, have more than one version, or carry no lock. */
export async function objectFaults(
  bucket: Bucket,
  objects: Awaited<ReturnType<typeof storedObjects>>,
): Promise<string[]> {
  const versions = new Map<string, number>();
  for await (const version of bucket.listVersions('')) versions.set(version.key, (versions.get(version.key) ?? 0) + 1);
  const faults: string[] = [];
  for (const object of objects) {
    const bytes = await bucket.readAll(object);
    if (createHash('sha256').update(bytes).digest('hex') !== object.sha256) faults.push(`${object.key}: other bytes`);
    if (versions.get(object.key) !== 1) faults.push(`${object.key}: ${versions.get(object.key) ?? 0} versions`);
    if ((await bucket.lockedUntil(object)) === null) faults.push(`${object.key}: no lock`);
  }
  return faults;
}
