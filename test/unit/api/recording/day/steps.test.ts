import { expect, test } from 'vitest';
import { inSteps, motionLevels, overlaps, widened } from '../../../../../services/api/recording/day/steps.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });

test('levels in steps of ten seconds: the highest counts, and what is not known is null', () => {
  const levels = [
    { ...span(0, 10), level: 5 },
    { ...span(2, 12), level: 7 },
    { ...span(31, 39), level: 1 },
  ];
  expect(inSteps(span(0, 45), levels)).toEqual({ from: at(0).toISOString(), values: [7, 7, null, 1, null] });
  expect(inSteps(span(5, 15), levels)).toEqual({ from: at(0).toISOString(), values: [7, 7] });
  expect(inSteps(span(10, 10), levels).values).toEqual([]);
});

test('a hidden stretch grows to whole steps, so that nothing tells when it began', () => {
  expect(widened([span(301, 599), span(600, 601)], 300_000)).toEqual([span(300, 600), span(600, 900)]);
  expect([overlaps(span(0, 1), span(1, 2)), overlaps(span(0, 2), span(1, 3))]).toEqual([false, true]);
});

test('motion is what a camera sends beyond what it usually sends', () => {
  const rates = [100, 100, 100, 100, 200, 400, 4000];
  const levels = motionLevels(rates.map((bytes, index) => ({ ...span(index * 10, index * 10 + 10), bytes })));
  expect(levels.map(({ level }) => level)).toEqual([0, 0, 0, 0, 50, 100, 100]);
  // A shorter stretch with as many bytes a second moves as little.
  const [, short] = motionLevels([
    { ...span(0, 10), bytes: 100 },
    { ...span(10, 12), bytes: 20 },
  ]);
  expect(short?.level).toBe(0);
  expect(motionLevels([])).toEqual([]);
});
