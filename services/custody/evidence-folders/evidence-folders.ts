import { sql } from 'kysely';
import type { ObjectRef } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';

/** A file of an evidence folder: an object version and where it lies in the folder. */
export interface EvidenceFile extends ObjectRef {
  path: string;
  bytes: number;
  sha256: Buffer;
}

/** Writes down that somebody asked for a folder. Returns its id. The caller has asked `may`. */
export async function askFolder(
  db: Db,
  asked: { sessionId: string; clipId: string | null; by: string; note: string; approvedBy?: string },
): Promise<string> {
  const { sessionId, clipId, by, note, approvedBy = null } = asked;
  const row = await db
    .insertInto('evidence_folders')
    .values({ session_id: sessionId, clip_id: clipId, asked_by: by, note, approved_by: approvedBy })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** A folder by id; undefined when there is none. */
export async function folderById(db: Db, folderId: string) {
  return db
    .selectFrom('evidence_folders')
    .select(['id', 'session_id as sessionId', 'clip_id as clipId', 'state', 'asked_at as askedAt'])
    .select(['asked_by as askedBy', 'approved_by as approvedBy'])
    .where('id', '=', folderId)
    .executeTakeFirst();
}

/** Folders that still have to be made. */
export async function foldersToPrepare(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('evidence_folders')
    .select('id')
    .where('state', '=', 'preparing')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** The folder is ready with these files. Returns false when another try was faster. */
export async function markReady(db: Db, folderId: string, files: readonly EvidenceFile[]): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('evidence_folders')
    .set({ state: 'ready', ready_at: sql`now()` })
    .where('id', '=', folderId)
    .where('state', '=', 'preparing')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  const rows = files.map(({ path, key, versionId, bytes, sha256 }) => ({
    ...{ folder_id: folderId, path, key, version_id: versionId, bytes, sha256 },
  }));
  for (let i = 0; i < rows.length; i += rowsAtOnce)
    await db
      .insertInto('evidence_files')
      .values(rows.slice(i, i + rowsAtOnce))
      .execute();
  return true;
}

/** PostgreSQL takes 65,535 values a statement. */
const rowsAtOnce = 5000;

/** It cannot be made; `failure` says why, in words for the person. */
export async function markFolderFailed(db: Db, folderId: string, failure: string): Promise<void> {
  await db
    .updateTable('evidence_folders')
    .set({ state: 'failed', failure })
    .where('id', '=', folderId)
    .where('state', '=', 'preparing')
    .execute();
}

/** The files of a folder, in the order of their paths. */
export async function filesOfFolder(db: Db, folderId: string): Promise<EvidenceFile[]> {
  return db
    .selectFrom('evidence_files')
    .select(['path', 'key', 'version_id as versionId', 'bytes', 'sha256'])
    .where('folder_id', '=', folderId)
    .orderBy('path')
    .execute();
}

/** The folders of a session, newest first, with their sizes. */
export async function foldersOfSession(db: Db, sessionId: string) {
  return db
    .selectFrom('evidence_folders as f')
    .innerJoin('accounts as a', 'a.id', 'f.asked_by')
    .leftJoin('clips as k', 'k.id', 'f.clip_id')
    .leftJoin('cameras as c', 'c.id', 'k.camera_id')
    .leftJoin('accounts as second', 'second.id', 'f.approved_by')
    .select(['c.id as cameraId', 'c.name as cameraName', 'second.id as secondId', 'second.name as secondName'])
    .select(['f.id', 'f.state', 'f.note', 'f.asked_at', 'f.failure', 'a.id as personId', 'a.name'])
    .select(
      sql<number>`coalesce((select sum(e.bytes) from evidence_files e where e.folder_id = f.id), 0)::bigint`.as(
        'bytes',
      ),
    )
    .where('f.session_id', '=', sessionId)
    .orderBy('f.asked_at', 'desc')
    .execute();
}
