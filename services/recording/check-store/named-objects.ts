import type { Db } from '../../adapters/postgres/connect.ts';
import { type DocumentTable, documentsAfter } from '../../custody/documents.ts';
import { stemOf } from './stored-stems.ts';

/** One object as a row names it. */
export interface NamedObject {
  key: string;
  versionId: string;
  /** null where the row does not say. */
  bytes: number | null;
  sha256: Buffer;
}

/** What one row says is in the bucket. */
export interface NamedStem {
  stem: string;
  isMissing: boolean;
  video: NamedObject;
  audio: NamedObject | null;
  cameraId: string;
  startedAt: Date;
}

export interface CheckedCamera {
  id: string;
  /** `<room>/<camera>/` of its keys. */
  prefix: string;
}

const pageRows = 1000;

/** All cameras, in the order of their keys. */
export async function checkedCameras(db: Db): Promise<CheckedCamera[]> {
  const rows = await db
    .selectFrom('cameras as c')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .select(['c.id', 'c.code', 'r.code as room'])
    .execute();
  return rows.map(({ id, code, room }) => ({ id, prefix: `${room}/${code}/` }));
}

/** What a camera's rows name, in order of time, which is the order of keys; a page at a time. */
export async function* namedStems(db: Db, cameraId: string): AsyncGenerator<NamedStem> {
  let after = new Date(0);
  for (;;) {
    const page = await selectNamed(db, cameraId)
      .where('started_at', '>', after)
      .orderBy('started_at')
      .limit(pageRows)
      .execute();
    for (const row of page) yield toNamed(row);
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    after = last.started_at;
  }
}

/** What the row of a camera's segment that begins at `startedAt` names now; undefined when there is none. */
export async function namedStemAt(db: Db, cameraId: string, startedAt: Date): Promise<NamedStem | undefined> {
  const row = await selectNamed(db, cameraId).where('started_at', '=', startedAt).executeTakeFirst();
  return row && toNamed(row);
}

/** Whether this footage waits to be removed, or was; null when it is none of that. */
export async function removalOf(db: Db, cameraId: string, startedAt: Date, stem: string) {
  const row = await db
    .selectFrom('segments')
    .select(['state', 'video_key'])
    .where('camera_id', '=', cameraId)
    .where('started_at', '=', startedAt)
    .executeTakeFirst();
  if (!row || stemOf(row.video_key) !== stem) return null;
  return row.state === 'deleting' || row.state === 'deleted' ? row.state : null;
}

/** Footage that was destroyed, or waits to be, is not looked for. */
function selectNamed(db: Db, cameraId: string) {
  return db
    .selectFrom('segments')
    .select(['camera_id', 'started_at', 'state'])
    .select(['video_key', 'video_version_id', 'video_bytes', 'video_sha256'])
    .select(['audio_key', 'audio_version_id', 'audio_bytes', 'audio_sha256'])
    .where('camera_id', '=', cameraId)
    .where('state', 'in', ['stored', 'missing', 'quarantined']);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectNamed>['execute']>>[number];

function toNamed(row: Row): NamedStem {
  const { audio_key: audioKey, audio_version_id: audioVersion, audio_sha256: audioHash } = row;
  const hasAudio = audioKey !== null && audioVersion !== null && audioHash !== null;
  return {
    stem: stemOf(row.video_key),
    isMissing: row.state === 'missing',
    video: {
      key: row.video_key,
      versionId: row.video_version_id,
      bytes: row.video_bytes,
      sha256: row.video_sha256,
    },
    audio: hasAudio ? { key: audioKey, versionId: audioVersion, bytes: row.audio_bytes, sha256: audioHash } : null,
    cameraId: row.camera_id,
    startedAt: row.started_at,
  };
}

/** All documents that a table names, in the order of their keys; a page at a time. */
export async function* allDocuments(db: Db, from: DocumentTable): AsyncGenerator<NamedObject> {
  let after = '';
  for (;;) {
    const page = await documentsAfter(db, from, after, pageRows);
    for (const document of page) yield { ...document, bytes: null };
    const last = page.at(-1);
    if (!last || page.length < pageRows) return;
    after = last.key;
  }
}
