import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildManifest, type ClipContent, firstUncovered } from '../../../services/casework/clips/manifest.ts';
import type { Segment } from '../../../services/recording/segments.ts';

const id = '00000000-0000-4000-8000-000000000001';
const track = (key: string) => ({
  key,
  versionId: 'v1',
  bytes: 3,
  sha256: Buffer.alloc(32, 1),
  initBytes: 1,
  timescale: 1000,
  baseTicks: 0,
  fragmentBytes: [2],
  fragmentTicks: [1000],
});

function segment(fromMs: number, toMs: number): Segment {
  return {
    cameraId: id,
    startedAt: new Date(fromMs),
    endedAt: new Date(toMs),
    runId: id,
    seq: 0,
    video: track(`${fromMs}.video`),
    audio: null,
    videoFrames: 25,
    cameraOffsetMs: null,
    chainBefore: null,
    tagState: 'tagged',
    isHeld: false,
    lockedUntil: null,
    run: {
      codecString: 'avc1.64001f',
      videoCodec: 'h264',
      audioCodec: null,
      audioContainer: null,
      audioConvertedFrom: null,
      shiftMs: 0,
      width: 640,
      height: 360,
      startedAt: new Date(0),
    },
  };
}

const part = fc.record({ from: fc.nat(99), length: fc.integer({ min: 1, max: 40 }), isGap: fc.boolean() });

test('the first uncovered instant is the one that counting finds', () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.nat(50),
      fc.integer({ min: 1, max: 49 }),
      (parts, from, length) => {
        const to = from + length;
        const content: ClipContent = {
          from: new Date(from),
          to: new Date(to),
          segments: parts.filter(({ isGap }) => !isGap).map((one) => segment(one.from, one.from + one.length)),
          gaps: parts
            .filter(({ isGap }) => isGap)
            .map((one) => ({ from: new Date(one.from), to: new Date(one.from + one.length), cause: 'unreachable' })),
          caseCodes: [],
        };
        const covered = (at: number) => parts.some((one) => one.from <= at && at < one.from + one.length);
        const counted = Array.from({ length }, (_, i) => from + i).find((at) => !covered(at));
        expect(firstUncovered(content)?.getTime()).toBe(counted);
      },
    ),
  );
});

test('a manifest names its objects, its gaps, the one before, and no person', () => {
  const content: ClipContent = {
    from: new Date(0),
    to: new Date(30),
    segments: [segment(0, 10)],
    gaps: [{ from: new Date(10), to: new Date(30), cause: 'unreachable' }],
    caseCodes: ['c-1'],
  };
  const clip = {
    id,
    sessionId: id,
    cameraId: id,
    roomId: id,
    roomCode: 'r1',
    cameraCode: 'c1',
    from: content.from,
    to: content.to,
    state: 'open' as const,
    revision: 4,
  };
  const made = buildManifest(clip, content, {
    version: 2,
    previousSha256: Buffer.alloc(32, 255),
    createdAt: new Date(1000),
    software: { minhchung: '1', ffmpeg: '5' },
  });
  expect(made).toMatchObject({
    version: 2,
    previousSha256: 'ff'.repeat(32),
    room: 'r1',
    camera: 'c1',
    caseCodes: ['c-1'],
  });
  expect(made.segments).toMatchObject([{ video: { key: '0.video', versionId: 'v1', sha256: '01'.repeat(32) } }]);
  expect(made.gaps).toEqual([
    { from: '1970-01-01T00:00:00.010Z', to: '1970-01-01T00:00:00.030Z', cause: 'unreachable' },
  ]);
});
