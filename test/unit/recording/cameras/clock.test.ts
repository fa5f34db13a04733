import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockOf } from '../../../../services/recording/cameras/clock.ts';

const minuteMs = 60_000;
const start = Date.UTC(2026, 10, 25);
const samples = (offsets: number[]) => offsets.map((offsetMs, i) => ({ atMs: start + i * minuteMs, offsetMs }));

test('nothing is said of a camera that sends no time', () => {
  expect(clockOf([])).toBeNull();
});

test('tells the drift of a clock through the jitter of the network', () => {
  const perDay = fc.integer({ min: -20_000, max: 20_000 });
  const jitters = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 600, maxLength: 600 });
  fc.assert(
    fc.property(perDay, jitters, (drift, jitter) => {
      const clock = clockOf(samples(jitter.map((ms, i) => 1500 + ms + (drift * i) / 1440)));
      expect(Math.abs((clock?.driftMsPerDay ?? Number.NaN) - drift)).toBeLessThan(60);
      expect(Math.abs((clock?.offsetMs ?? 0) - 1500 - (drift * 600) / 1440)).toBeLessThan(100);
      expect(clock?.setAt).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test('looks back no further than to when the clock was set, and says when', () => {
  const before = Array.from({ length: 100 }, () => 90_000);
  const after = Array.from({ length: 30 }, () => 40);
  const clock = clockOf(samples([...before, ...after]));
  expect(clock).toMatchObject({ offsetMs: 40, setAt: new Date(start + 100 * minuteMs).toISOString() });
  expect(clock?.driftMsPerDay).toBeCloseTo(0, 6);
});

test('says no drift before there is enough to tell', () => {
  expect(clockOf(samples([5, 6, 7]))).toEqual({ offsetMs: 6, driftMsPerDay: null, setAt: null });
});
