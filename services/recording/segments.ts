import type { Db } from '../adapters/postgres/connect.ts';
import { linkOf } from '../evidence/chain.ts';

/** One stored object of a segment. Sizes in bytes, times in ticks of `timescale`. */
export interface Track {
  key: string;
  versionId: string;
  bytes: number;
  sha256: Buffer;
  initBytes: number;
  timescale: number;
  baseTicks: number;
  fragmentBytes: number[];
  fragmentTicks: number[];
}

export interface Segment {
  cameraId: string;
  startedAt: Date;
  endedAt: Date;
  runId: string;
  seq: number;
  video: Track;
  audio: Track | null;
  videoFrames: number;
  cameraOffsetMs: number | null;
  /** Link of the segment before it in its run's hash chain; null for the first, and where it is not known. */
  chainBefore: Buffer | null;
  tagState: 'untagged' | 'tagged' | 'failed';
  /** Its objects are under legal hold in the store; null while that is being changed. */
  isHeld: boolean | null;
  /** Until when its objects are locked at least; null where that is not known. */
  lockedUntil: Date | null;
  run: {
    codecString: string;
    videoCodec: string;
    audioCodec: string | null;
    audioContainer: 'mov' | 'mp4' | null;
    audioConvertedFrom: string | null;
    shiftMs: number;
    width: number;
    height: number;
    startedAt: Date;
  };
}

/** The segment's own link in its run's hash chain (hex). */
export function segmentLink({ runId, seq, startedAt, video, audio, chainBefore }: Linked): string {
  const hashes = { videoSha256: video.sha256.toString('hex'), audioSha256: audio?.sha256.toString('hex') ?? null };
  return linkOf({ runId, seq, startedAt, ...hashes, before: chainBefore?.toString('hex') ?? null });
}

type Linked = Pick<Segment, 'runId' | 'seq' | 'startedAt' | 'chainBefore'> & {
  video: Pick<Track, 'sha256'>;
  audio: Pick<Track, 'sha256'> | null;
};

/** No segment lasts longer than this; lets a range query start on the key. */
export const longestSegmentMs = 10 * 60_000;

/** A camera's stored segments that overlap [from, to), in order of time. */
export async function segmentsBetween(db: Db, cameraId: string, from: Date, to: Date): Promise<Segment[]> {
  const rows = await selectSegments(db, cameraId)
    .where('s.started_at', '>=', new Date(from.getTime() - longestSegmentMs))
    .where('s.started_at', '<', to)
    .where('s.ended_at', '>', from)
    .where('s.state', '=', 'stored')
    .orderBy('s.started_at')
    .execute();
  return rows.map(toSegment);
}

/** The stored segment of a camera that starts at exactly `startedAt`; undefined when there is none. */
export async function segmentAt(db: Db, cameraId: string, startedAt: Date): Promise<Segment | undefined> {
  const row = await selectSegments(db, cameraId)
    .where('s.started_at', '=', startedAt)
    .where('s.state', '=', 'stored')
    .executeTakeFirst();
  return row && toSegment(row);
}

/** A camera's stored segments that begin after `after` and before `end`, the first of them; at most `limit`. */
export async function segmentsAfter(db: Db, cameraId: string, after: Date, end: Date, limit: number) {
  const rows = await selectSegments(db, cameraId)
    .where('s.started_at', '>', after)
    .where('s.started_at', '<', end)
    .where('s.state', '=', 'stored')
    .orderBy('s.started_at')
    .limit(limit)
    .execute();
  return rows.map(toSegment);
}

/** A segment whose footage was found not to be as it was recorded; undefined when there is none, or it is stored again. */
export async function faultySegmentAt(db: Db, cameraId: string, startedAt: Date): Promise<Segment | undefined> {
  const row = await selectSegments(db, cameraId)
    .where('s.started_at', '=', startedAt)
    .where('s.state', 'in', ['missing', 'quarantined'])
    .executeTakeFirst();
  return row && toSegment(row);
}

/** The newest stored segment of a camera. */
export async function newestSegment(db: Db, cameraId: string): Promise<Segment | undefined> {
  const row = await selectSegments(db, cameraId)
    .where('s.state', '=', 'stored')
    .orderBy('s.started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toSegment(row);
}

/** segment.tag has done its work on this segment. */
export async function markTagged(db: Db, cameraId: string, startedAt: Date): Promise<void> {
  await setTagState(db, cameraId, startedAt, { tag_state: 'tagged', tag_failure: null });
}

/** segment.tag gave up for good; `failure` says why, in words for the health page. */
export async function markTagFailed(db: Db, cameraId: string, startedAt: Date, failure: string): Promise<void> {
  await setTagState(db, cameraId, startedAt, { tag_state: 'failed', tag_failure: failure });
}

/** The objects of this segment are held and locked in the store as said here. */
export async function markKept(
  db: Db,
  cameraId: string,
  startedAt: Date,
  { isHeld, lockedUntil }: Pick<Segment, 'isHeld' | 'lockedUntil'>,
): Promise<void> {
  await db
    .updateTable('segments')
    .set({ is_held: isHeld, locked_until: lockedUntil })
    .where('camera_id', '=', cameraId)
    .where('started_at', '=', startedAt)
    .execute();
}

/**
 * The footage is not what was recorded, or gone: people are shown a gap from now on. Its objects are held. Returns false
 * when it is not stored any more.
 */
export async function markFaulty(
  db: Db,
  { cameraId, startedAt }: Pick<Segment, 'cameraId' | 'startedAt'>,
  state: 'quarantined' | 'missing',
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('segments')
    .set({ state, is_held: true })
    .where('camera_id', '=', cameraId)
    .where('started_at', '=', startedAt)
    .where('state', '=', 'stored')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Footage that was missing or in quarantine is whole: it is tagged once more. Returns false when it was stored already. */
export async function markWhole(
  db: Db,
  { cameraId, startedAt }: Pick<Segment, 'cameraId' | 'startedAt'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('segments')
    .set({ state: 'stored', tag_state: 'untagged' })
    .where('camera_id', '=', cameraId)
    .where('started_at', '=', startedAt)
    .where('state', 'in', ['missing', 'quarantined'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function setTagState(
  db: Db,
  cameraId: string,
  startedAt: Date,
  change: { tag_state: Segment['tagState']; tag_failure: string | null },
) {
  await db
    .updateTable('segments')
    .set(change)
    .where('camera_id', '=', cameraId)
    .where('started_at', '=', startedAt)
    .execute();
}

function selectSegments(db: Db, cameraId: string) {
  return db
    .selectFrom('segments as s')
    .innerJoin('runs as r', 'r.id', 's.run_id')
    .selectAll('s')
    .select([
      'r.codec_string',
      'r.video_codec',
      'r.audio_codec',
      'r.audio_container',
      'r.audio_converted_from',
      'r.shift_ms',
      'r.width',
      'r.height',
      'r.started_at as run_started_at',
    ])
    .where('s.camera_id', '=', cameraId);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectSegments>['execute']>>[number];

function toSegment(row: Row): Segment {
  return {
    cameraId: row.camera_id,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    runId: row.run_id,
    seq: row.seq,
    video: {
      key: row.video_key,
      versionId: row.video_version_id,
      bytes: row.video_bytes,
      sha256: row.video_sha256,
      initBytes: row.video_init_bytes,
      timescale: row.video_timescale,
      baseTicks: row.video_base_ticks,
      fragmentBytes: row.video_fragment_bytes,
      fragmentTicks: row.video_fragment_ticks,
    },
    audio: toAudio(row),
    videoFrames: row.video_frames,
    cameraOffsetMs: row.camera_offset_ms,
    chainBefore: row.chain_before,
    tagState: row.tag_state,
    isHeld: row.is_held,
    lockedUntil: row.locked_until,
    run: {
      codecString: row.codec_string,
      videoCodec: row.video_codec,
      audioCodec: row.audio_codec,
      audioContainer: row.audio_container,
      audioConvertedFrom: row.audio_converted_from,
      shiftMs: row.shift_ms,
      width: row.width,
      height: row.height,
      startedAt: row.run_started_at,
    },
  };
}

function toAudio(row: Row): Track | null {
  if (row.audio_key === null || row.audio_version_id === null || row.audio_sha256 === null) return null;
  return {
    key: row.audio_key,
    versionId: row.audio_version_id,
    bytes: row.audio_bytes ?? 0,
    sha256: row.audio_sha256,
    initBytes: row.audio_init_bytes ?? 0,
    timescale: row.audio_timescale ?? 1,
    baseTicks: row.audio_base_ticks ?? 0,
    fragmentBytes: row.audio_fragment_bytes ?? [],
    fragmentTicks: row.audio_fragment_ticks ?? [],
  };
}
