import type { Db } from '../adapters/postgres/connect.ts';

export interface ManifestRow {
  clipId: string;
  version: number;
  previousId: string | null;
  key: string;
  versionId: string;
  sha256: Buffer;
  segments: number;
  gapMs: number;
  signingKey: string;
}

/** Writes the row of a manifest that is safe in the locked bucket. */
export async function insertManifest(db: Db, row: ManifestRow): Promise<void> {
  await db
    .insertInto('manifests')
    .values({
      clip_id: row.clipId,
      version: row.version,
      previous: row.previousId,
      key: row.key,
      version_id: row.versionId,
      sha256: row.sha256,
      segments: row.segments,
      gap_ms: row.gapMs,
      signing_key: row.signingKey,
    })
    .execute();
}

/** The newest manifest of a clip; undefined before its first seal. */
export async function lastManifest(db: Db, clipId: string) {
  return db
    .selectFrom('manifests')
    .select(['id', 'version', 'sha256', 'key', 'version_id as versionId'])
    .where('clip_id', '=', clipId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Where all manifests of a session's clips lie. */
export async function manifestsOfSession(db: Db, sessionId: string) {
  return db
    .selectFrom('manifests as m')
    .innerJoin('clips as c', 'c.id', 'm.clip_id')
    .select(['m.key', 'm.version_id as versionId', 'm.created_at as createdAt'])
    .where('c.session_id', '=', sessionId)
    .execute();
}

/** Where all signed manifests of a clip lie, the oldest first. */
export async function manifestsOfClip(db: Db, clipId: string) {
  return db
    .selectFrom('manifests')
    .select(['version', 'key', 'version_id as versionId'])
    .where('clip_id', '=', clipId)
    .where('signing_key', 'is not', null)
    .orderBy('version')
    .execute();
}

/** All manifests of a clip, the oldest first. */
export async function listManifests(db: Db, clipId: string) {
  return db.selectFrom('manifests').selectAll().where('clip_id', '=', clipId).orderBy('version').execute();
}
