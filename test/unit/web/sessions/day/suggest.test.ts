import { expect, test } from 'vitest';
import { type Span, suggestSessions } from '../../../../../web/src/sessions/day/suggest.ts';

const stepMs = 10_000;
/** An hour with levels in some of its minutes. */
function hour(quiet: number | null, busy: [fromMinute: number, toMinute: number, level: number][]) {
  const values = Array<number | null>(360).fill(quiet);
  for (const [from, to, level] of busy) values.fill(level, from * 6, to * 6);
  return values;
}
const silence = hour(null, []);
const minutes = (spans: readonly Span[]) => spans.map(({ fromMs, toMs }) => [fromMs / 60_000, toMs / 60_000]);
const suggest = (signs: { loudness?: (number | null)[]; motion?: (number | null)[] }, taken: Span[] = []) =>
  suggestSessions({ fromMs: 0, loudness: silence, motion: silence, ...signs }, taken);
const step = stepMs / 60_000;

test('people who speak, with pauses, are one stretch, begun and ended a step early and late', () => {
  const loudness = hour(20, [
    [10, 14, 60],
    [16, 25, 55],
  ]);
  const [found, ...more] = suggest({ loudness });
  expect(more).toEqual([]);
  expect(found).toMatchObject({ isLoud: true, isMoving: false });
  expect(minutes([found as Span])).toEqual([[10 - step, 25 + step]]);
});

test('a long pause parts two visits', () => {
  const motion = hour(0, [
    [5, 12, 80],
    [20, 30, 40],
  ]);
  expect(minutes(suggest({ motion }))).toEqual([
    [5 - step, 12 + step],
    [20 - step, 30 + step],
  ]);
});

test('who only fetches something is no reception, nor is a noise now and then', () => {
  expect(suggest({ motion: hour(0, [[5, 7, 90]]) })).toEqual([]);
  const knocks = silence.map((_, index) => (index % 12 === 0 ? 90 : 20));
  expect(suggest({ loudness: knocks })).toEqual([]);
});

test('a room that is always as loud suggests nothing', () => {
  expect(suggest({ loudness: hour(70, []) })).toEqual([]);
  expect(suggest({})).toEqual([]);
});

test('what is a session already, or not to be known, is left out and parts what lies around it', () => {
  const motion = hour(0, [[0, 60, 80]]);
  const taken = [{ fromMs: 20 * 60_000, toMs: 30 * 60_000 }];
  expect(minutes(suggest({ motion }, taken))).toEqual([
    [0, 20],
    [30, 60],
  ]);
});
