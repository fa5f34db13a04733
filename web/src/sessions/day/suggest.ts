import { signStepMs } from '../../../../services/contracts/recording/room-day.ts';

/** 0 to 100 in each step from `fromMs` on; null: not known, or not said. */
export interface Signs {
  fromMs: number;
  loudness: readonly (number | null)[];
  motion: readonly (number | null)[];
}

export interface Span {
  fromMs: number;
  toMs: number;
}

export interface Suggestion extends Span {
  /** What speaks for it. */
  isLoud: boolean;
  isMoving: boolean;
}

/** So much louder than the room usually is (nine decibels), or so much more than it usually sends, is a sign of people. */
const louderBy = 15;
const movesFrom = 25;
/** People sit still and say nothing for less than this. */
const longestStill = (3 * 60_000) / signStepMs;
/** Somebody who fetches a paper is no reception. */
const shortestMs = 3 * 60_000;
const leastBusyShare = 0.25;

/**
 * Stretches in which people seem to have been in a room: signs with no long pause between them, begun and ended a step
 * early and late. Not over `taken`: sessions there are, and what nothing is said of.
 */
export function suggestSessions(signs: Signs, taken: readonly Span[]): Suggestion[] {
  const { fromMs, loudness, motion } = signs;
  const count = Math.max(loudness.length, motion.length);
  const loudFrom = quietest(loudness) + louderBy;
  const timeOf = (step: number) => fromMs + step * signStepMs;
  const isTaken = (step: number) => taken.some((one) => one.fromMs < timeOf(step + 1) && timeOf(step) < one.toMs);
  const suggestions: Suggestion[] = [];
  let open: { first: number; last: number; loud: number; moving: number; busy: number } | null = null;
  const close = () => {
    const length = open ? open.last + 1 - open.first : 0;
    if (open && length * signStepMs >= shortestMs && open.busy / length >= leastBusyShare)
      suggestions.push({
        ...within(timeOf(open.first - 1), timeOf(open.last + 2), { fromMs, toMs: timeOf(count) }, taken),
        ...{ isLoud: open.loud > open.busy / 4, isMoving: open.moving > open.busy / 4 },
      });
    open = null;
  };
  for (let step = 0; step < count; step++) {
    if (isTaken(step)) close();
    else {
      const isLoud = (loudness[step] ?? Number.NEGATIVE_INFINITY) >= loudFrom;
      const isMoving = (motion[step] ?? 0) >= movesFrom;
      if (isLoud || isMoving) {
        open ??= { first: step, last: step, loud: 0, moving: 0, busy: 0 };
        open = {
          ...{ first: open.first, last: step, busy: open.busy + 1 },
          ...{ loud: open.loud + Number(isLoud), moving: open.moving + Number(isMoving) },
        };
      } else if (open && step - open.last > longestStill) close();
    }
  }
  close();
  return suggestions;
}

/** Not beyond what was looked at, and not into what is taken. */
function within(fromMs: number, toMs: number, limits: Span, taken: readonly Span[]): Span {
  const before = taken.filter((one) => one.toMs <= fromMs + signStepMs).map((one) => one.toMs);
  const after = taken.filter((one) => one.fromMs >= toMs - signStepMs).map((one) => one.fromMs);
  return { fromMs: Math.max(fromMs, limits.fromMs, ...before), toMs: Math.min(toMs, limits.toMs, ...after) };
}

/** What a room is like when nobody is in it, which it is for at least a quarter of what is known of it. */
function quietest(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor(known.length / 4)] ?? 0;
}
