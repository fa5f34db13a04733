import { createHash } from 'node:crypto';
import { sessionAudience } from '../../access/audience.ts';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Enqueue } from '../../adapters/queue/enqueue.ts';
import type { Publish } from '../../adapters/realtime/publish.ts';
import { makePicture } from '../../adapters/video/picture.ts';
import { makeSheet, rawPictures } from '../../adapters/video/sprite.ts';
import { type Segment, segmentsBetween } from '../../recording/segments.ts';
import { type ClipFacts, clipFacts, clipsOf } from './clips.ts';
import { type FragmentAt, fragmentAt } from './fragment-at.ts';
import { makeLoudness, removeLoudness } from './loudness.ts';

export interface PreviewDeps {
  db: Database;
  /** Footage. */
  bucket: Bucket;
  /** Posters and sprites. */
  derived: Bucket;
  publish: Publish;
  ffmpegPath: string;
}

const posterWidth = 640;
const posterAfterMs = 2000;
const mostPictures = 120;
const shortestStepMs = 1000;
const columns = 10;
const mostAtOnce = 500;

/**
 * `clip.preview`: makes the poster and the sprite sheet of a sealed clip from its key frames, and measures how loud it is; of
 * a protected session there are no pictures, and what there was is removed. Idempotent.
 */
export async function makePreview(deps: PreviewDeps, clipId: string, signal: AbortSignal): Promise<void> {
  const clip = await clipFacts(deps.db, clipId);
  await makePictures(deps, clip, signal);
  if (clip?.state === 'sealed') await makeLoudness(deps, clip, signal);
}

async function makePictures(deps: PreviewDeps, clip: ClipFacts | undefined, signal: AbortSignal): Promise<void> {
  if (clip && !(await isNormal(deps.db, clip.sessionId))) return dropPictures(deps, clip);
  if (clip?.state !== 'sealed' || clip.to === null) return;
  const segments = await segmentsBetween(deps.db, clip.cameraId, clip.from, clip.to);
  const poster = fragmentAt(segments, clip.from.getTime() + posterAfterMs) ?? firstFragment(segments);
  if (!poster) {
    await mark(deps.db, clip.id, clip.revision, { preview_state: 'empty', preview_failure: null });
    return;
  }
  const folder = `clips/${clip.id}/${clip.revision}`;
  const jpeg = await makePicture(await readFragment(deps.bucket, poster), posterWidth, ffmpegOptions(deps));
  await put(deps.derived, `${folder}/poster.jpg`, jpeg);
  const { sheet, stepMs, count } = await sprite(deps, segments, clip.from.getTime(), clip.to.getTime(), signal);
  await put(deps.derived, `${folder}/sprite.jpg`, sheet);
  // Destroyed meanwhile: nothing of it is to be left.
  if ((await clipFacts(deps.db, clip.id))?.state === 'destroyed') return removePreviews(deps, clip.sessionId);
  const isShown = await mark(deps.db, clip.id, clip.revision, {
    preview_state: 'made',
    preview_failure: null,
    poster_key: `${folder}/poster.jpg`,
    sprite_key: `${folder}/sprite.jpg`,
    sprite_columns: columns,
    sprite_step_ms: stepMs,
    sprite_count: count,
  });
  // It became protected meanwhile: nothing of it is left.
  if (!isShown && !(await isNormal(deps.db, clip.sessionId))) return dropPictures(deps, clip);
  await deps.publish(
    { kind: 'clip', id: clip.id, version: clip.revision },
    await sessionAudience(deps.db, clip.sessionId),
  );
}

async function isNormal(db: Database, sessionId: string): Promise<boolean> {
  const session = db.selectFrom('sessions').select('access_class').where('id', '=', sessionId);
  return (await session.executeTakeFirst())?.access_class === 'normal';
}

async function dropPictures({ db, derived }: Pick<PreviewDeps, 'db' | 'derived'>, { id, revision }: ClipFacts) {
  await removePictures(derived, id);
  await mark(db, id, revision, { preview_state: 'empty', preview_failure: null }, 'protected');
}

/** Asks that pictures be made, or removed, where that is still to be done: of these sessions, or of any that are sealed. */
export async function askPreviews(
  { db, enqueue }: { db: Database; enqueue: Enqueue },
  sessionIds?: readonly string[],
): Promise<number> {
  const rows = await db
    .selectFrom('clips')
    .select(['id', 'revision'])
    .where('preview_state', '=', 'none')
    .$if(sessionIds === undefined, (query) => query.where('state', '=', 'sealed'))
    .$if(sessionIds !== undefined, (query) => query.where('session_id', 'in', sessionIds ?? []))
    .limit(mostAtOnce)
    .execute();
  await Promise.all(rows.map(({ id, revision }) => enqueue('clip.preview', { v: 1, clipId: id, revision })));
  return rows.length;
}

/** Making previews failed for good. */
export async function markPreviewFailed(
  db: Database,
  clipId: string,
  revision: number,
  failure: string,
): Promise<void> {
  await mark(db, clipId, revision, { preview_state: 'failed', preview_failure: failure });
}

/** The footage of a session is gone: so is all that was ever made of it. */
export async function removePreviews(
  { db, derived }: Pick<PreviewDeps, 'db' | 'derived'>,
  sessionId: string,
): Promise<void> {
  for (const { id } of await clipsOf(db, sessionId)) await removePictures(derived, id);
  await removeLoudness(db, sessionId);
  const gone = { poster_key: null, sprite_key: null, preview_state: 'empty' } as const;
  await db.updateTable('clips').set(gone).where('session_id', '=', sessionId).execute();
}

async function removePictures(derived: Bucket, clipId: string) {
  for await (const picture of derived.listVersions(`clips/${clipId}/`)) await derived.remove(picture);
}

/** One picture every `stepMs`, the key frame before each instant. */
async function sprite(deps: PreviewDeps, segments: Segment[], fromMs: number, toMs: number, signal: AbortSignal) {
  const stepMs = Math.max(shortestStepMs, Math.ceil((toMs - fromMs) / mostPictures));
  const count = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
  const wanted = Array.from({ length: count }, (_, i) => fragmentAt(segments, fromMs + i * stepMs));
  const pictures = new Map<FragmentAt, Buffer>();
  for (const sameRun of Map.groupBy(
    wanted.filter((found) => found !== null),
    (found) => found.segment.runId,
  ).values()) {
    signal.throwIfAborted();
    const distinct = [...new Map(sameRun.map((found) => [`${found.segment.seq}/${found.index}`, found])).values()];
    const raw = await rawPictures(await readRun(deps.bucket, distinct), ffmpegOptions(deps));
    const byPlace = new Map(distinct.map((found, i) => [`${found.segment.seq}/${found.index}`, raw[i]]));
    for (const found of sameRun) {
      const picture = byPlace.get(`${found.segment.seq}/${found.index}`);
      if (picture) pictures.set(found, picture);
    }
  }
  const sheet = await makeSheet(
    wanted.map((found) => (found && pictures.get(found)) ?? null),
    columns,
    ffmpegOptions(deps),
  );
  return { sheet, stepMs, count };
}

function firstFragment(segments: Segment[]): FragmentAt | null {
  const [segment] = segments;
  return segment ? fragmentAt(segments, segment.startedAt.getTime()) : null;
}

async function readFragment(bucket: Bucket, found: FragmentAt): Promise<Buffer> {
  return readRun(bucket, [found]);
}

/** An init and the chosen fragments of one run, in order: an MP4 with holes that decoders accept. */
async function readRun(bucket: Bucket, chosen: FragmentAt[]): Promise<Buffer> {
  const [first] = chosen;
  if (!first) return Buffer.alloc(0);
  const init = await bucket.readAll(first.segment.video, { start: 0, length: first.segment.video.initBytes });
  const parts = [init];
  for (const { segment, start, length } of chosen) parts.push(await bucket.readAll(segment.video, { start, length }));
  return Buffer.concat(parts);
}

async function put(derived: Bucket, key: string, body: Buffer) {
  await derived.put({ key, body, sha256: createHash('sha256').update(body).digest(), contentType: 'image/jpeg' });
}

type PreviewColumns = Partial<{
  preview_state: 'made' | 'empty' | 'failed';
  preview_failure: string | null;
  poster_key: string | null;
  sprite_key: string | null;
  sprite_columns: number;
  sprite_step_ms: number;
  sprite_count: number;
}>;

/** Returns whether it still holds: neither the clip nor the protection of its session has changed meanwhile. */
async function mark(
  db: Database,
  clipId: string,
  revision: number,
  columnsToSet: PreviewColumns,
  when: 'normal' | 'protected' = 'normal',
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    // Whoever changes the class holds the row: waits for us, or we for them.
    const ofClip = tx.selectFrom('clips').select('session_id').where('id', '=', clipId);
    const session = tx.selectFrom('sessions').select('access_class').where('id', '=', ofClip).forShare();
    if (((await session.executeTakeFirst())?.access_class === 'normal') !== (when === 'normal')) return false;
    const { numUpdatedRows } = await tx
      .updateTable('clips')
      .set(columnsToSet)
      .where('id', '=', clipId)
      .where('revision', '=', revision)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
}

function ffmpegOptions({ ffmpegPath }: PreviewDeps) {
  return { ffmpegPath, timeoutMs: 120_000, maxBytes: 64 * 1024 * 1024 };
}
