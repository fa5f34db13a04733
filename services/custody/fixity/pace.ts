import type { Clock } from '../../clock.ts';

/** What is to be read in a cycle, and how much of it has been. */
export interface CycleProgress {
  beganAt: Date;
  /** When it is to end. */
  dueAt: Date;
  totalBytes: number;
  doneBytes: number;
  totalDocuments: number;
  doneDocuments: number;
  /** How fast it may be read. */
  bytesPerS: number;
}

const dayMs = 86_400_000;
/** Everything is read at least so often. */
export const longestCycleMs = 30 * dayMs;

/** What of a cycle ought to have been read by now and has not: the part of all that is as large as that of its time. Pure. */
export function dueNow(cycle: CycleProgress, nowMs: number): { bytes: number; documents: number } {
  const share = (nowMs - cycle.beganAt.getTime()) / (cycle.dueAt.getTime() - cycle.beganAt.getTime());
  // Its time is over: whatever is left.
  if (share >= 1) return { bytes: Number.POSITIVE_INFINITY, documents: Number.POSITIVE_INFINITY };
  return {
    bytes: cycle.totalBytes * share - cycle.doneBytes,
    documents: Math.ceil(cycle.totalDocuments * share) - cycle.doneDocuments,
  };
}

/** When a cycle will be done if it goes on from now as fast as it may. Pure. */
export function doneBy(cycle: CycleProgress, nowMs: number): Date {
  const left = Math.max(0, cycle.totalBytes - cycle.doneBytes);
  return new Date(Math.max(cycle.dueAt.getTime(), nowMs + (left / cycle.bytesPerS) * 1000));
}

/** Whether a cycle will be done within thirty days, and is no more than a day behind. Pure. */
export function keepsUp(cycle: CycleProgress, nowMs: number): boolean {
  const isInTime = doneBy(cycle, nowMs).getTime() <= cycle.beganAt.getTime() + longestCycleMs;
  const wasDue = dueNow(cycle, Math.min(nowMs, cycle.dueAt.getTime()) - dayMs);
  return isInTime && wasDue.bytes <= 0 && wasDue.documents <= 0;
}

export interface PacerInputs {
  clock: Clock;
  /** Waits; ends early when the signal says so. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Keeps what is read below so many bytes a second: `spent` returns when the next may be read. */
export function createPacer({ clock, pause }: PacerInputs, bytesPerS: number, signal: AbortSignal) {
  let freeAtMs = 0;
  return {
    async spent(bytes: number) {
      freeAtMs = Math.max(freeAtMs, clock.now()) + (bytes / bytesPerS) * 1000;
      const waitMs = Math.ceil(freeAtMs - clock.now());
      if (waitMs > 0) await pause(waitMs, signal);
    },
  };
}
export type Pacer = ReturnType<typeof createPacer>;
