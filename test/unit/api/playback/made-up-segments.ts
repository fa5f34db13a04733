import fc from 'fast-check';
import type { Segment, Track } from '../../../../services/recording/segments.ts';

export const recordStartMs = Date.UTC(2026, 0, 5, 2);

interface TrackShape {
  timescale: number;
  /** Ticks and bytes of each fragment. */
  fragments: { ticks: number; bytes: number }[];
}

export interface SegmentShape {
  video: TrackShape;
  audio: TrackShape | null;
  /** How this segment follows the one before. */
  follows: 'at once' | 'after a missing segment' | 'in a new run';
}

/** A row as recording would return it, for a run that began with `baseTicks` of `video`. */
export function segmentOf(
  shape: SegmentShape,
  at: { startMs: number; runId: string; seq: number; baseSeconds: number; audioOffsetSeconds?: number },
): Segment {
  const video = trackOf(shape.video, at.baseSeconds, 'video');
  const seconds = sum(video.fragmentTicks) / video.timescale;
  return {
    cameraId: '00000000-0000-7000-8000-000000000001',
    startedAt: new Date(at.startMs),
    endedAt: new Date(at.startMs + Math.round(seconds * 1000)),
    runId: at.runId,
    seq: at.seq,
    video,
    audio: shape.audio && trackOf(shape.audio, at.baseSeconds + (at.audioOffsetSeconds ?? 0), 'audio'),
    videoFrames: 1,
    cameraOffsetMs: null,
    chainBefore: null,
    tagState: 'tagged',
    isHeld: false,
    lockedUntil: null,
    run: {
      codecString: 'avc1.64001f',
      videoCodec: 'h264',
      audioCodec: shape.audio ? 'pcm_alaw' : null,
      audioContainer: shape.audio ? 'mov' : null,
      audioConvertedFrom: null,
      shiftMs: 0,
      width: 640,
      height: 360,
      startedAt: new Date(at.startMs),
    },
  };
}

/** Records of a few segments: runs, missing segments, with and without sound. */
export const records: fc.Arbitrary<Segment[]> = fc
  .array(
    fc.record({
      video: trackShape(90_000, 20_000, 400_000),
      audio: fc.option(trackShape(8000, 6000, 10_000), { nil: null, freq: 5 }),
      follows: fc.constantFrom('at once' as const, 'after a missing segment' as const, 'in a new run' as const),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map(recordOf);

export function recordOf(shapes: readonly SegmentShape[]): Segment[] {
  let startMs = recordStartMs;
  let run = 0;
  let seq = -1;
  let baseSeconds = 1;
  return shapes.map((shape) => {
    if (shape.follows === 'in a new run') {
      run += 1;
      seq = -1;
      baseSeconds = 1;
      startMs += 2500;
    }
    const skipped = shape.follows === 'after a missing segment' ? 1 : 0;
    seq += 1 + skipped;
    startMs += skipped * 10_000;
    baseSeconds += skipped * 10;
    const segment = segmentOf(shape, { startMs, runId: `run-${run}`, seq, baseSeconds });
    startMs = segment.endedAt.getTime();
    baseSeconds += sum(segment.video.fragmentTicks) / segment.video.timescale;
    return segment;
  });
}

function trackShape(timescale: number, leastTicks: number, mostTicks: number): fc.Arbitrary<TrackShape> {
  const fragment = fc.record({
    ticks: fc.integer({ min: leastTicks, max: mostTicks }),
    bytes: fc.integer({ min: 100, max: 900_000 }),
  });
  return fc.record({
    timescale: fc.constant(timescale),
    fragments: fc.array(fragment, { minLength: 1, maxLength: 12 }),
  });
}

function trackOf(shape: TrackShape, baseSeconds: number, name: string): Track {
  const initBytes = 700;
  const fragmentBytes = shape.fragments.map((fragment) => fragment.bytes);
  return {
    key: `room/camera/${name}.mp4`,
    versionId: 'v1',
    bytes: initBytes + sum(fragmentBytes),
    sha256: Buffer.alloc(32),
    initBytes,
    timescale: shape.timescale,
    baseTicks: Math.round(baseSeconds * shape.timescale),
    fragmentBytes,
    fragmentTicks: shape.fragments.map((fragment) => fragment.ticks),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
