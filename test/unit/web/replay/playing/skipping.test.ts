import { expect, test } from 'vitest';
import type { ViewCamera } from '../../../../../services/contracts/view.ts';
import { emptyStretches, quietStretches, skipAt, thresholdOf } from '../../../../../web/src/replay/playing/skipping.ts';

const noon = Date.parse('2026-11-24T05:00:00.000Z');
const iso = (seconds: number) => new Date(noon + seconds * 1000).toISOString();
const stretch = (from: number, to: number) => ({ from: noon + from * 1000, to: noon + to * 1000 });
const interval = (from: number, to: number) => ({ from: iso(from), to: iso(to) });

function camera(...footage: { from: string; to: string }[]): ViewCamera {
  return { camera: { id: 'c', name: 'C' }, playlist: '', hasAudio: true, codec: null, footage, gaps: [] };
}

/** Levels of 500 ms, from second 0 on. */
const sound = (levels: number[], made = interval(0, levels.length / 2)) => ({
  ...{ cameraId: 'c', stepMs: 500, from: iso(0), made: [made] },
  levels: btoa(String.fromCharCode(...levels)),
});
const levels = (...parts: [seconds: number, level: number][]) =>
  parts.flatMap(([seconds, level]) => Array.from({ length: seconds * 2 }, () => level));

test('empty is where no camera has footage, for two seconds or more, at both ends too', () => {
  const cameras = [camera(interval(5, 20), interval(30, 40)), camera(interval(10, 22), interval(41, 60))];
  expect(emptyStretches(cameras, stretch(0, 70))).toEqual([stretch(0, 5), stretch(22, 30), stretch(60, 70)]);
  expect(emptyStretches([], stretch(0, 70))).toEqual([stretch(0, 70)]);
});

test('silence is where all cameras are quiet, up to half a second before it ends', () => {
  const one = sound(levels([10, 180], [10, 20], [10, 180]));
  const other = sound(levels([14, 20], [16, 180]));
  expect(quietStretches([one])).toEqual([stretch(10, 19.5)]);
  expect(quietStretches([one, other])).toEqual([stretch(10, 13.5)]);
});

test('no sound at all is silence; what was not measured is not', () => {
  expect(quietStretches([sound(levels([5, 180], [5, 255], [5, 180]))])).toEqual([stretch(5, 9.5)]);
  expect(quietStretches([sound(levels([5, 180], [10, 20]), interval(0, 10))])).toEqual([stretch(5, 9.5)]);
  expect(quietStretches([])).toEqual([]);
});

test('a noisy room has a higher threshold, and none counts as silent that is loud all the time', () => {
  const noisy = Uint8Array.from(levels([30, 100], [30, 190]));
  expect(thresholdOf(noisy)).toBeCloseTo(100 + (10 * 254) / 80);
  expect(thresholdOf(Uint8Array.from(levels([30, 220])))).toBeCloseTo((44 * 254) / 80);
  expect(quietStretches([sound(levels([30, 220]))])).toEqual([]);
});

test('skips only from inside, and not when its end is reached', () => {
  const skips = [{ kind: 'silence' as const, ...stretch(10, 20) }];
  expect(skipAt(skips, noon + 9_999)).toBeNull();
  expect(skipAt(skips, noon + 10_000)).toEqual(skips[0]);
  expect(skipAt(skips, noon + 20_000)).toBeNull();
});
