import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usualTicks } from '../../../../services/recording/segmenting/footage-ticks.ts';
import {
  type ClosedSegment,
  createSegmenter,
  fragmentTicks,
} from '../../../../services/recording/segmenting/segmenter.ts';
import { fragment } from '../../../support/footage/fragments.ts';

const wall = 1_800_000_000_000;

function collect(audioTimescale: number | null = 1000) {
  const closed: ClosedSegment[] = [];
  const audioOf = new Map<number, number[]>();
  const segmenter = createSegmenter({
    videoTimescale: 1000,
    audioTimescale: () => audioTimescale,
    segmentMs: 9500,
    onVideo: () => undefined,
    onAudio: (seq, f) => audioOf.set(seq, [...(audioOf.get(seq) ?? []), f.baseTicks]),
    onClose: (segment) => closed.push(segment),
  });
  return { segmenter, closed, audioOf };
}

/** As ffmpeg gives it away: not when it is whole, but when the picture after the next key frame begins. */
function sent(...args: Parameters<typeof fragment>) {
  const whole = fragment(...args);
  return { ...whole, arrivedAtMs: whole.arrivedAtMs + usualTicks(whole) };
}

function never(): never {
  throw new Error('no segment was closed');
}

describe('segmenter', () => {
  it('cuts at the first key frame after 9.5 s', () => {
    const { segmenter, closed } = collect(null);
    for (let i = 0; i < 25; i++) segmenter.video(sent(i * 1000, 1000, wall + i * 1000 + 1000));
    segmenter.end();
    expect(closed.map((s) => s.video.fragmentBytes.length)).toEqual([10, 10, 5]);
    expect(closed.map((s) => [s.startedAtMs - wall, s.endedAtMs - wall])).toEqual([
      [0, 10_000],
      [10_000, 20_000],
      [20_000, 25_000],
    ]);
  });

  it('places a run by its least delayed fragment', () => {
    const { segmenter, closed } = collect(null);
    const delays = [400, 90, 20, 300, 50];
    for (const [i, delay] of delays.entries()) segmenter.video(sent(i * 1000, 1000, wall + i * 1000 + 1000 + delay));
    segmenter.end();
    expect(closed[0]?.startedAtMs).toBe(wall + 20);
  });

  it('gives each sound to the segment of its first sample, also when it comes before or after the picture', () => {
    const { segmenter, closed, audioOf } = collect();
    for (let i = 0; i < 21; i++) {
      if (i % 2 === 0) segmenter.audio(fragment(i * 1000 + 300, 1000, wall + i * 1000 + 1300));
      segmenter.video(sent(i * 1000, 1000, wall + i * 1000 + 1000));
      if (i % 2 === 1) segmenter.audio(fragment(i * 1000 + 300, 1000, wall + i * 1000 + 1300));
    }
    segmenter.end();
    expect(closed).toHaveLength(3);
    expect(audioOf.get(0)).toEqual(Array.from({ length: 10 }, (_, i) => i * 1000 + 300));
    expect(audioOf.get(1)?.[0]).toBe(10_300);
    expect([...audioOf.values()].flat()).toHaveLength(21);
  });

  it('does not wait for ever when the sound stops', () => {
    const { segmenter, closed } = collect();
    segmenter.audio(fragment(0, 1000, wall));
    for (let i = 0; i < 15; i++) segmenter.video(sent(i * 1000, 1000, wall + i * 1000));
    expect(closed).toHaveLength(1);
  });
});

describe('segmenter, when the sound is far ahead', () => {
  it('keeps a minute of it, and lets go of what is further ahead than any camera sends', () => {
    const { segmenter, closed } = collect();
    segmenter.video(sent(0, 1000, wall));
    let dropped = 0;
    const counted = { release: () => void dropped++ };
    for (let i = 0; i < 300; i++) segmenter.audio(fragment(i * 1000, 1000, wall + i * 1000, counted));
    for (let i = 1; i < 60; i++) segmenter.video(sent(i * 1000, 1000, wall + 300_000));
    segmenter.end();
    const kept = closed.reduce((sum, { audio }) => sum + (audio?.fragmentBytes.length ?? 0), 0);
    expect(kept + dropped).toBe(300);
    expect(kept).toBeGreaterThanOrEqual(60);
    expect(kept).toBeLessThan(130);
  });
});

describe('segmenter, when a camera stands still', () => {
  it('ends a segment where a camera stood still, and begins the next where its pictures go on', () => {
    const { segmenter, closed } = collect();
    const takeSound = (from: number, to: number) => {
      for (let at = from; at < to; at += 1000) segmenter.audio(fragment(at, 1000, wall + at + 1000));
    };
    for (let i = 0; i < 3; i++) segmenter.video(sent(i * 1000, 1000, wall + i * 1000 + 1000));
    takeSound(0, 4000);
    const stall = { samples: 10, longestSample: { atTicks: 400, ticks: 7100 } };
    segmenter.video(sent(3000, 8000, wall + 11_000, stall));
    for (let i = 11; i < 14; i++) segmenter.video(sent(i * 1000, 1000, wall + i * 1000 + 1000));
    takeSound(4000, 14_000);
    segmenter.end();
    expect(closed.map((s) => [s.seq, s.startedAtMs - wall, s.endedAtMs - wall, s.gapBefore])).toEqual([
      [0, 0, 3500, null],
      [1, 11_000, 14_000, 'stalled'],
    ]);
    expect(fragmentTicks(closed[0]?.video ?? never())).toEqual([1000, 1000, 1000, 500]);
    expect(closed.map((s) => s.audio?.fragmentBases.length)).toEqual([4, 10]);
  });
});

describe('segmenter, over a whole run', () => {
  it('loses and doubles nothing, and leaves no hole between segments, whatever the GOPs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 40, max: 12_000 }), { minLength: 1, maxLength: 60 }), (gops) => {
        const { segmenter, closed } = collect(null);
        let at = 0;
        for (const gop of gops) {
          segmenter.video(sent(at, gop, wall + at + gop));
          at += gop;
        }
        segmenter.end();
        expect(closed.flatMap((s) => fragmentTicks(s.video))).toEqual(gops);
        for (const [i, segment] of closed.entries()) {
          expect(segment.seq).toBe(i);
          if (i > 0) expect(segment.startedAtMs).toBe(closed[i - 1]?.endedAtMs);
        }
        expect(closed.at(-1)?.endedAtMs).toBe(wall + at);
      }),
    );
  });

  it('keeps the camera clock beside the server clock and distrusts one before 2020', () => {
    const { segmenter, closed } = collect(null);
    for (let i = 0; i < 10; i++)
      segmenter.video(sent(i * 1000, 1000, wall + i * 1000 + 1000, { prftMs: wall + i * 1000 + 5000 }));
    segmenter.end();
    expect(closed[0]?.cameraOffsetMs).toBeCloseTo(5000);
    const old = collect(null);
    for (let i = 0; i < 3; i++) old.segmenter.video(sent(i * 1000, 1000, wall + i * 1000, { prftMs: i * 1000 }));
    old.segmenter.end();
    expect(old.closed[0]?.cameraOffsetMs).toBeNull();
  });
});
