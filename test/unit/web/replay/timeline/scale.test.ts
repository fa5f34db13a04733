import { expect, test } from 'vitest';
import { shareOf, ticksOf } from '../../../../../web/src/replay/timeline/scale.ts';

test('places times on the line, cut at its ends', () => {
  expect(shareOf(150, 100, 200)).toBe(0.5);
  expect(shareOf(0, 100, 200)).toBe(0);
  expect(shareOf(999, 100, 200)).toBe(1);
});

test('rules the line at round times, few enough to read', () => {
  const from = Date.parse('2026-11-24T05:02:10.000Z');
  const { stepMs, at } = ticksOf(from, from + 35 * 60_000, 8);
  expect(stepMs).toBe(5 * 60_000);
  expect(new Date(at[0] ?? 0).toISOString()).toBe('2026-11-24T05:05:00.000Z');
  expect(at).toHaveLength(7);
});
