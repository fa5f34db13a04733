import type { Span } from '../../../access/views/spans.ts';
import { signStepMs } from '../../../contracts/recording/room-day.ts';

/** A level, 0 to 100, over a stretch. */
export interface Level extends Span {
  level: number;
}

const floor = (at: Date, stepMs: number) => Math.floor(at.getTime() / stepMs) * stepMs;
const ceil = (at: Date, stepMs: number) => Math.ceil(at.getTime() / stepMs) * stepMs;

/** The span in whole steps, and the highest level in each of them; null where there is none. */
export function inSteps({ from, to }: Span, levels: readonly Level[]): { from: string; values: (number | null)[] } {
  const startMs = floor(from, signStepMs);
  const count = (ceil(to, signStepMs) - startMs) / signStepMs;
  const values = new Array<number | null>(count).fill(null);
  for (const one of levels) {
    const first = Math.max(0, Math.floor((one.from.getTime() - startMs) / signStepMs));
    const end = Math.min(count, Math.ceil((one.to.getTime() - startMs) / signStepMs));
    for (let step = first; step < end; step++) values[step] = Math.max(values[step] ?? 0, one.level);
  }
  return { from: new Date(startMs).toISOString(), values };
}

/** Spans made longer to whole `stepMs`, so that they do not tell to the second when something began. */
export function widened(spans: readonly Span[], stepMs: number): Span[] {
  return spans.map(({ from, to }) => ({ from: new Date(floor(from, stepMs)), to: new Date(ceil(to, stepMs)) }));
}

export const overlaps = (a: Span, b: Span) => a.from < b.to && b.from < a.to;

/**
 * How much more than usual each stretch of one camera holds. A still picture of a variable bit rate needs few bytes between
 * its key frames, so a fifth of all stretches is taken as nothing moving; four times as many bytes are the most that is told.
 */
export function motionLevels(stretches: readonly (Span & { bytes: number })[]): Level[] {
  const rates = stretches.map(({ from, to, bytes }) => bytes / Math.max(1, to.getTime() - from.getTime()));
  const usual = rates.toSorted((a, b) => a - b)[Math.floor(rates.length / 5)];
  if (usual === undefined || usual <= 0) return [];
  return stretches.map(({ from, to }, index) => {
    const twice = Math.log2((rates[index] ?? usual) / usual);
    return { from, to, level: Math.round(Math.min(100, Math.max(0, twice * 50))) };
  });
}
