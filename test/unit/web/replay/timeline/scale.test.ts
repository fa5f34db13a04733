import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  factorTo,
  following,
  panned,
  placeOf,
  shareOf,
  shortestMs,
  ticksOf,
  zoomed,
  zoomOf,
} from '../../../../../web/src/replay/timeline/scale.ts';

const day = { from: Date.parse('2026-11-24T00:00:00.000Z'), to: Date.parse('2026-11-25T00:00:00.000Z') };

test('places times on the line, cut at its ends', () => {
  expect(shareOf(150, { from: 100, to: 200 })).toBe(0.5);
  expect(shareOf(0, { from: 100, to: 200 })).toBe(0);
  expect(shareOf(999, { from: 100, to: 200 })).toBe(1);
  expect(placeOf({ from: 0, to: 150 }, { from: 100, to: 200 })).toEqual({ left: '0%', width: '50%' });
  expect(placeOf({ from: 0, to: 50 }, { from: 100, to: 200 })).toBeNull();
});

test('rules the line at round times, few enough to read, from a day down to a second', () => {
  const from = Date.parse('2026-11-24T05:02:10.000Z');
  const { stepMs, at } = ticksOf({ from, to: from + 35 * 60_000 }, 8);
  expect(stepMs).toBe(5 * 60_000);
  expect(new Date(at[0] ?? 0).toISOString()).toBe('2026-11-24T05:05:00.000Z');
  expect(at).toHaveLength(7);
  expect(ticksOf(day, 8).stepMs).toBe(4 * 3_600_000);
  expect(ticksOf({ from, to: from + 1000 }, 8).stepMs).toBe(200);
});

const part = fc
  .tuple(fc.integer({ min: day.from, max: day.to - shortestMs }), fc.integer({ min: shortestMs, max: 86_400_000 }))
  .map(([from, span]) => ({ from, to: Math.min(day.to, from + span) }));

test('zooming keeps the instant under the pointer where it is, until an end of the view is reached', () => {
  fc.assert(
    fc.property(
      part,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 4, noNaN: true }),
      (now, share, factor) => {
        const around = now.from + share * (now.to - now.from);
        const next = zoomed(now, day, factor, around);
        expect(next.from).toBeGreaterThanOrEqual(day.from - 1e-3);
        expect(next.to).toBeLessThanOrEqual(day.to + 1e-3);
        expect(next.to - next.from).toBeGreaterThanOrEqual(shortestMs - 1e-3);
        const touchesEnd = next.from <= day.from + 1 || next.to >= day.to - 1;
        if (!touchesEnd) expect(shareOf(around, next)).toBeCloseTo(share, 3);
      },
    ),
  );
});

test('panning and following never leave the view, and keep how much is in sight', () => {
  fc.assert(
    fc.property(part, fc.integer({ min: -1e8, max: 1e8 }), (now, ms) => {
      const instant = Math.min(day.to, Math.max(day.from, now.from + ms));
      for (const next of [panned(now, day, ms), following(now, day, instant)]) {
        expect(next.to - next.from).toBeCloseTo(now.to - now.from, 3);
        expect(next.from).toBeGreaterThanOrEqual(day.from - 1e-3);
        expect(next.to).toBeLessThanOrEqual(day.to + 1e-3);
      }
      const seen = following(now, day, instant);
      expect(seen.from <= instant && instant <= seen.to).toBe(true);
    }),
  );
});

test('the slider goes from all to a second, evenly in doublings', () => {
  expect(zoomOf(day, day)).toBeCloseTo(0);
  expect(zoomOf({ from: day.from, to: day.from + 1000 }, day)).toBeCloseTo(1);
  const half = zoomed(day, day, factorTo(0.5, day, day), day.from);
  expect(zoomOf(half, day)).toBeCloseTo(0.5);
  expect(half.to - half.from).toBeCloseTo(Math.sqrt(86_400_000 * 1000), 0);
});
