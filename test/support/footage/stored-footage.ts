import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { v7 as newId } from 'uuid';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import type { Db } from '../../../services/adapters/postgres/connect.ts';
import { readInit } from '../../../services/adapters/video/mp4/boxes.ts';
import { createFragmentReader, type Fragment } from '../../../services/adapters/video/mp4/fragment-reader.ts';
import { longLook } from '../../../services/adapters/video/probe.ts';
import { recordingOptions } from '../../../services/adapters/video/record.ts';
import { encodeObjectKey, type ObjectKey } from '../../../services/recording/object-key.ts';
import { segmentLink, type Track } from '../../../services/recording/segments.ts';
import { storeSegment } from '../../../services/recording/store-segment.ts';

const run = promisify(execFile);

export interface FootageInputs {
  /** An empty folder for ffmpeg's files. */
  folder: string;
  db: Db;
  bucket: Bucket;
  cameraId: string;
  /** Wall time of the first picture. */
  startedAt: Date;
  seconds: number;
  withAudio?: boolean;
  /** Only within these seconds something moves and can be heard; all the time when not given. */
  busy?: { from: number; to: number };
  /** Of the picture: exactly so much, filled up where it needs less; as little as it needs when not given. */
  bitsPerSecond?: number;
  /** A stored H.264 stream, twenty seconds of 25 pictures each, to repeat instead of a small made-up picture. */
  h264?: string;
}

const segmentSeconds = 10;
const audioInfo = { codec: 'pcm_alaw', container: 'mov' } as const;

/**
 * Stores one run of made-up footage as a recorder would: H.264 with a key frame each second and G.711, cut into
 * segments of ten seconds, both tracks in the bucket, rows written. Returns the starts of its segments.
 */
export async function storeFootage(inputs: FootageInputs): Promise<Date[]> {
  const withAudio = inputs.withAudio ?? true;
  const { video, audio } = await encode(inputs, withAudio);
  const runId = newId();
  const place = await placeOf(inputs.db, inputs.cameraId);
  const starts: Date[] = [];
  let chainBefore: Buffer | null = null;
  for (let seq = 0; seq * segmentSeconds < inputs.seconds; seq++) {
    const startedAt = new Date(inputs.startedAt.getTime() + seq * segmentSeconds * 1000);
    const store = (file: TrackFile, track: 'video' | 'audio') =>
      storeTrack(inputs, file, { ...place, startedAt, seq, runId, track });
    const stored = { video: await store(video, 'video'), audio: audio && (await store(audio, 'audio')) };
    const ticks = stored.video.fragmentTicks.reduce((sum, one) => sum + one, 0);
    const facts = readInit(video.init);
    await storeSegment(inputs.db, {
      run: {
        id: runId,
        cameraId: inputs.cameraId,
        leaseEpoch: 1,
        workerId: 'test',
        videoCodec: 'h264',
        ...facts,
        audioCodec: withAudio ? audioInfo.codec : null,
        audioContainer: withAudio ? audioInfo.container : null,
        audioConvertedFrom: null,
        shiftMs: 0,
        gapBefore: 'starting',
      },
      seq,
      startedAt,
      endedAt: new Date(startedAt.getTime() + (ticks / stored.video.timescale) * 1000),
      ...stored,
      videoFrames: stored.video.samples,
      cameraOffsetMs: null,
      gapBefore: null,
      chainBefore,
      lockedUntil: null,
    });
    chainBefore = Buffer.from(segmentLink({ runId, seq, startedAt, chainBefore, ...stored }), 'hex');
    starts.push(startedAt);
  }
  return starts;
}

async function placeOf(db: Db, cameraId: string) {
  return db
    .selectFrom('cameras as c')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .select(['r.code as roomCode', 'c.code as cameraCode'])
    .where('c.id', '=', cameraId)
    .executeTakeFirstOrThrow();
}

interface TrackFile {
  init: Buffer;
  fragments: Fragment[];
}

async function encode(inputs: FootageInputs, withAudio: boolean) {
  const { folder, seconds, h264, busy = { from: 0, to: seconds } } = inputs;
  const source = join(folder, 'source.nut');
  const isBusy = `between(t,${busy.from},${busy.to}-0.001)`;
  const tone = `sine=frequency=440:sample_rate=8000,volume=0.002:enable='not(${isBusy})'`;
  const beep = withAudio ? ['-f', 'lavfi', '-i', tone, '-c:a', 'pcm_alaw'] : [];
  const picture = h264 ? repeated(h264, seconds) : madeUp(isBusy);
  const sources = ['-v', 'error', '-y', ...picture, ...beep.slice(0, 4), '-t', String(seconds), ...beep.slice(4)];
  const encoded = h264 ? ['-c:v', 'copy', '-bsf:v', 'setts=ts=N/(25*TB)'] : [...x264(inputs), '-bf', '0'];
  await run('ffmpeg', [...sources, ...encoded, source]);
  const audio = withAudio ? { ...audioInfo, convertedFrom: null } : null;
  const options = recordingOptions({ look: longLook, reorderedFrames: 0, audio });
  const copy = async (name: string, args: readonly string[]) => {
    const path = join(folder, name);
    await run('ffmpeg', ['-v', 'error', '-y', '-i', source, ...args, path]);
    return readTrack(await readFile(path));
  };
  return {
    video: await copy('video.mp4', options.video),
    audio: options.audio ? await copy('audio.mov', options.audio) : null,
  };
}

/** A stored stream as often as it takes: it holds twenty seconds. */
function repeated(h264: string, seconds: number): string[] {
  const parts = Array.from({ length: Math.ceil(seconds / 20) }, () => h264);
  return ['-framerate', '25', '-f', 'h264', '-i', `concat:${parts.join('|')}`];
}

function madeUp(isBusy: string): string[] {
  const still = 'color=size=320x180:rate=25[still];testsrc=size=320x180:rate=25[moving]';
  return ['-f', 'lavfi', '-i', `${still};[still][moving]overlay=enable='${isBusy}'`];
}

function x264({ bitsPerSecond }: FootageInputs): string[] {
  const plain = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25', '-keyint_min', '25'];
  if (bitsPerSecond === undefined) return plain;
  const rate = String(bitsPerSecond);
  const filled = ['-b:v', rate, '-minrate', rate, '-maxrate', rate, '-bufsize', rate, '-x264-params', 'nal-hrd=cbr'];
  return [...plain, ...filled];
}

function readTrack(bytes: Buffer): TrackFile {
  const file: TrackFile = { init: Buffer.alloc(0), fragments: [] };
  const sink = {
    onInit: (init: Buffer) => {
      file.init = init;
    },
    onFragment: (fragment: Fragment) => {
      file.fragments.push(fragment);
    },
  };
  createFragmentReader(sink, () => 0).push(bytes);
  return file;
}

async function storeTrack(
  { bucket }: FootageInputs,
  { init, fragments }: TrackFile,
  at: Omit<ObjectKey, 'container'>,
): Promise<Track & { samples: number }> {
  const { timescale } = readInit(init);
  const firstTicks = fragments[0]?.baseTicks ?? 0;
  const belongs = ({ baseTicks }: Fragment) =>
    Math.floor((baseTicks - firstTicks) / timescale / segmentSeconds) === at.seq;
  const chosen = fragments.filter(belongs);
  const body = Buffer.concat([init, ...chosen.map((fragment) => fragment.data)]);
  const sha256 = createHash('sha256').update(body).digest();
  const key = encodeObjectKey({ ...at, container: at.track === 'audio' ? 'mov' : 'mp4' });
  const { versionId } = await bucket.put({ key, body, sha256, contentType: `${at.track}/mp4` });
  return {
    key,
    versionId,
    bytes: body.length,
    sha256,
    initBytes: init.length,
    timescale,
    baseTicks: chosen[0]?.baseTicks ?? 0,
    fragmentBytes: chosen.map((fragment) => fragment.bytes),
    fragmentTicks: chosen.map((fragment) => fragment.durationTicks),
    samples: chosen.reduce((sum, fragment) => sum + fragment.samples, 0),
  };
}
