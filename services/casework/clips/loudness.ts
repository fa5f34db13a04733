import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { createLoudness, soundSamples } from '../../adapters/video/sound/loudness.ts';
import { segmentsBetween } from '../../recording/segments.ts';
import type { ClipFacts } from './clips.ts';
import { hasSound, readSound, type SoundSegment, unbroken } from './run-sound.ts';

export interface LoudnessDeps {
  db: Database;
  /** Footage. */
  bucket: Bucket;
  ffmpegPath: string;
}

const stepMs = 500;
/** Ten minutes of segments at a time: one ffmpeg, and a few megabytes of memory. */
const mostTogether = 60;

/**
 * Measures how loud a sealed clip is, of whatever class: it is served inside views only. Nothing to do when this revision
 * is measured already, or nothing of it has sound. Throws when the store is away or sound does not decode.
 */
export async function makeLoudness(deps: LoudnessDeps, clip: ClipFacts, signal: AbortSignal): Promise<void> {
  if (clip.to === null || (await isMade(deps.db, clip))) return;
  const fromMs = Math.floor(clip.from.getTime() / stepMs) * stepMs;
  const loudness = createLoudness(fromMs, clip.to.getTime(), stepMs);
  const segments = await segmentsBetween(deps.db, clip.cameraId, clip.from, clip.to);
  for (const together of unbroken(segments.filter(hasSound), mostTogether)) {
    signal.throwIfAborted();
    const [first] = together;
    if (!first) continue;
    const file = await readSound(deps.bucket, together);
    const samples = await soundSamples(file, {
      ...{ ffmpegPath: deps.ffmpegPath, timeoutMs: 120_000, maxBytes: 256 * 1024 * 1024 },
    });
    loudness.add(samples, startMsOf(first));
  }
  await keep(deps.db, clip, { fromMs, levels: loudness.levels() });
}

/** Forgets how loud the clips of a session are: the footage is gone. */
export async function removeLoudness(db: Db, sessionId: string): Promise<void> {
  const clips = db.selectFrom('clips').select('id').where('session_id', '=', sessionId);
  await db.deleteFrom('clip_loudness').where('clip_id', 'in', clips).execute();
}

/** What was measured of one camera. */
export interface MeasuredLoudness {
  cameraId: string;
  from: Date;
  to: Date;
  stepMs: number;
  levels: Buffer;
}

/** What was measured of the cameras of a room in [from, to), whatever session it was measured for. */
export async function measuredLoudness(db: Db, roomId: string, from: Date, to: Date): Promise<MeasuredLoudness[]> {
  return db
    .selectFrom('clip_loudness as l')
    .innerJoin('clips as c', 'c.id', 'l.clip_id')
    .innerJoin('cameras as k', 'k.id', 'c.camera_id')
    .select(['c.camera_id as cameraId', 'l.from_at as from', 'l.to_at as to', 'l.step_ms as stepMs', 'l.levels'])
    .where('k.room_id', '=', roomId)
    .where('c.state', '!=', 'destroyed')
    .where('l.from_at', '<', to)
    .where('l.to_at', '>', from)
    .execute();
}

async function isMade(db: Db, { id, revision }: ClipFacts): Promise<boolean> {
  const found = db.selectFrom('clip_loudness').select('revision').where('clip_id', '=', id);
  return (await found.executeTakeFirst())?.revision === revision;
}

/** Only while the clip is as it was measured: one that was destroyed meanwhile leaves nothing. */
async function keep(db: Database, clip: ClipFacts, { fromMs, levels }: { fromMs: number; levels: Buffer }) {
  const facts = { revision: clip.revision, from_at: new Date(fromMs), to_at: clip.to ?? clip.from, levels };
  await db.transaction().execute(async (tx) => {
    const same = tx.selectFrom('clips').select('id').where('id', '=', clip.id).where('revision', '=', clip.revision);
    if (!(await same.forUpdate().executeTakeFirst())) return;
    await tx
      .insertInto('clip_loudness')
      .values({ clip_id: clip.id, step_ms: stepMs, ...facts })
      .onConflict((conflict) => conflict.column('clip_id').doUpdateSet({ step_ms: stepMs, ...facts }))
      .execute();
  });
}

/** When the sound of a segment begins: by its own decode time, beside the picture's. */
function startMsOf({ startedAt, audio, video }: SoundSegment): number {
  const lateMs = (audio.baseTicks / audio.timescale - video.baseTicks / video.timescale) * 1000;
  return startedAt.getTime() + lateMs;
}
