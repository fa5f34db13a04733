import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import type { Db } from '../../../services/adapters/postgres/connect.ts';

/** What must hold of the record whatever happened; each returns what is wrong, so that an empty answer is right. */

/** Per camera: stretches before `accounted_until` that are covered twice, or by nothing. */
export async function ledgerFaults(db: Db): Promise<{ camera: string; doubled: number; uncovered: string }[]> {
  const { rows } = await sql<{ camera: string; doubled: number; uncovered: string }>`
    with parts as (
      select camera_id, tstzrange(started_at, ended_at) as part from segments
      union all select camera_id, tstzrange(from_at, to_at) from gaps
    ), pairs as (
      select camera_id, part, lead(part) over (partition by camera_id order by part) as next from parts
    )
    select c.code as camera,
      (select count(*)::int from pairs p where p.camera_id = c.id and part && next) as doubled,
      (tstzmultirange(tstzrange(c.created_at, c.accounted_until))
        - coalesce((select range_agg(part) from parts p where p.camera_id = c.id), '{}'))::text as uncovered
    from cameras c`.execute(db);
  return rows.filter((row) => row.doubled > 0 || row.uncovered !== '{}');
}

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
