import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Bucket, StoredVersion } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { readInit } from '../../adapters/video/mp4/boxes.ts';
import { decodeObjectKey, type ObjectKey } from '../object-key.ts';
import { longestSegmentMs, segmentLink, segmentsBetween, type Track } from '../segments.ts';
import { parseTrack } from '../spool/salvage.ts';
import type { NewRun, NewSegment } from '../store-segment.ts';

/** Sample entry of a sound track → ffprobe's name of its codec (ISO/IEC 14496-12, QuickTime File Format). */
const audioCodecs: Record<string, string> = {
  alaw: 'pcm_alaw',
  ulaw: 'pcm_mulaw',
  sowt: 'pcm_s16le',
  twos: 'pcm_s16be',
  '.mp3': 'mp3',
  mp4a: 'aac',
  Opus: 'opus',
  fLaC: 'flac',
};

/** A segment ends where the next one or a gap begins, if that is so near; else where its own pictures end. */
const snapMs = 1000;

/** The objects of one segment that no row names. */
export interface LostSegment {
  cameraId: string;
  video: StoredVersion;
  audio: StoredVersion | null;
  /** When the object after it begins, if that is of the same run. */
  nextStartedAt: Date | null;
}

/**
 * Reads a segment back from its own bytes: what its row said, but for what bytes do not hold (the camera's clock offset,
 * what converted sound was made from). null when they cannot be read whole.
 */
export async function reindexSegment(db: Db, bucket: Bucket, lost: LostSegment): Promise<NewSegment | null> {
  const key = decodeObjectKey(lost.video.key);
  const video = await readTrack(bucket, lost.video);
  const audio = lost.audio && (await readTrack(bucket, lost.audio));
  if (key === null || video === null || (lost.audio !== null && audio === null)) return null;
  const audioKey = lost.audio && decodeObjectKey(lost.audio.key);
  const ticks = video.track.fragmentTicks.reduce((sum, one) => sum + one, 0);
  const plainEnd = new Date(key.startedAt.getTime() + Math.round((ticks / video.track.timescale) * 1000));
  return {
    run: (await knownRun(db, key.runId)) ?? (await foundRun(db, lost.cameraId, key, video.init, audio?.init, audioKey)),
    seq: key.seq,
    startedAt: key.startedAt,
    endedAt: await endOf(db, lost, key.startedAt, plainEnd),
    video: video.track,
    audio: audio?.track ?? null,
    videoFrames: video.samples,
    cameraOffsetMs: null,
    gapBefore: null,
    chainBefore: await chainBefore(db, lost.cameraId, key),
    lockedUntil: null,
    isFound: true,
  };
}

async function readTrack(bucket: Bucket, { key, versionId }: StoredVersion) {
  const bytes = await bucket.readAll({ key, versionId });
  const parsed = parseTrack(bytes);
  if (parsed === null || parsed.bytes !== bytes.length) return null;
  const { initBytes, timescale, baseTicks, fragmentBytes, fragmentTicks, samples } = parsed;
  const sha256 = createHash('sha256').update(bytes).digest();
  const track: Track = {
    ...{ key, versionId, bytes: bytes.length, sha256 },
    ...{ initBytes, timescale, baseTicks, fragmentBytes, fragmentTicks },
  };
  return { track, samples, init: readInit(bytes.subarray(0, initBytes)) };
}

async function endOf(db: Db, { cameraId, nextStartedAt }: LostSegment, startedAt: Date, plainEnd: Date) {
  const { rows } = await sql<{ at: Date | null }>`
    select min(at) as at from (
      (select started_at as at from segments where camera_id = ${cameraId} and started_at > ${startedAt}
        order by started_at limit 1)
      union all
      (select from_at from gaps where camera_id = ${cameraId} and from_at > ${startedAt} order by from_at limit 1)
    ) borders`.execute(db);
  const borders = [rows[0]?.at, nextStartedAt].filter((at) => at != null);
  return borders.find((at) => Math.abs(at.getTime() - plainEnd.getTime()) <= snapMs) ?? plainEnd;
}

async function knownRun(db: Db, runId: string): Promise<NewRun | null> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    cameraId: row.camera_id,
    leaseEpoch: row.lease_epoch,
    workerId: row.worker_id,
    videoCodec: row.video_codec,
    codecString: row.codec_string,
    width: row.width,
    height: row.height,
    audioCodec: row.audio_codec,
    audioContainer: row.audio_container,
    audioConvertedFrom: row.audio_converted_from,
    shiftMs: row.shift_ms,
    gapBefore: 'worker_lost',
  };
}

/** As its recorder had it, if the row of the segment before it in its run is there. */
async function chainBefore(db: Db, cameraId: string, { runId, seq, startedAt }: ObjectKey): Promise<Buffer | null> {
  const since = new Date(startedAt.getTime() - longestSegmentMs);
  const around = seq === 0 ? [] : await segmentsBetween(db, cameraId, since, startedAt);
  const before = around.find((one) => one.runId === runId && one.seq === seq - 1);
  return before ? Buffer.from(segmentLink(before), 'hex') : null;
}

type Init = ReturnType<typeof readInit>;

/** A run whose row is lost. It counts as recorded under the lease of the run before it. */
async function foundRun(
  db: Db,
  cameraId: string,
  key: ObjectKey,
  video: Init,
  audio: Init | undefined,
  audioKey: ObjectKey | null,
): Promise<NewRun> {
  const { epoch } = await db
    .selectFrom('runs')
    .select((eb) => eb.fn.max('lease_epoch').as('epoch'))
    .where('camera_id', '=', cameraId)
    .where('started_at', '<', key.startedAt)
    .executeTakeFirstOrThrow();
  return {
    id: key.runId,
    cameraId,
    leaseEpoch: epoch ?? 1,
    workerId: 'check-store',
    videoCodec: /^h[ve][vc]1/.test(video.codecString) ? 'hevc' : 'h264',
    codecString: video.codecString,
    width: video.width,
    height: video.height,
    audioCodec: audio ? (audioCodecs[audio.codecString] ?? audio.codecString) : null,
    audioContainer: audioKey?.container ?? null,
    audioConvertedFrom: null,
    shiftMs: 0,
    gapBefore: 'worker_lost',
  };
}
