import type { Fragment } from '../../../services/adapters/video/mp4/fragment-reader.ts';
import { parameterSets } from '../../../services/adapters/video/mp4/parameter-sets.ts';
import type { Clock } from '../../../services/clock.ts';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';

/** Media time and arrival may drift apart by this much between two fragments before we stop believing the stream. */
const maxTimeJumpMs = 10_000;
/** The first fragment is whole at the second key frame; a camera that saves bandwidth sends one every 10 s or more. */
const firstFragmentMs = 30_000;

/** A clock that was set by more than this splits the run; a time server's small corrections do not. */
const clockStepMs = 500;

/** What is known of a camera from its earlier runs. */
export interface Pace {
  /** Longest fragment so far. */
  longestMs: number;
}

interface WatchInputs {
  clock: Clock;
  stallMs: number;
  codec: string;
  pace: Pace;
}

/**
 * Watches over a run's fragments: a stream that changes its parameters or its time is ended at that border, as is one
 * during which the server's clock was set; one that brings no whole fragment for too long is stalled. Anchored to
 * fragments, because a connection may live and bring nothing.
 */
export function createWatch({ clock, stallMs, codec, pace }: WatchInputs) {
  let sets: Buffer | null = null;
  let last: Fragment | null = null;
  let lastAtMs = performance.now();
  let wallMinusMonotonicMs = clock.now() - performance.now();

  function changesParameters(fragment: Fragment): boolean {
    const found = parameterSets(fragment.head, codec);
    if (found.length === 0) return false;
    const changed = sets !== null && !sets.equals(found);
    sets ??= found;
    return changed;
  }

  function clockWasSet(): boolean {
    const difference = clock.now() - performance.now();
    const wasSet = Math.abs(difference - wallMinusMonotonicMs) > clockStepMs;
    wallMinusMonotonicMs = difference;
    return wasSet;
  }

  /** How much further the stream's own time went on than ours since the fragment before, ms; after lost packets a frame may last hours. */
  function timeJumpMs({ baseTicks, durationTicks }: Fragment, timescale: number): number {
    if (last !== null && baseTicks <= last.baseTicks) return Number.POSITIVE_INFINITY;
    const before = last === null ? baseTicks : last.baseTicks + last.durationTicks;
    return ((baseTicks + durationTicks - before) / timescale) * 1000 - (performance.now() - lastAtMs);
  }

  return {
    /** Why the fragment cannot continue the run; null when it can. */
    refusal(fragment: Fragment, timescale: number): GapCause | null {
      if (changesParameters(fragment)) return 'stream_changed';
      if (clockWasSet()) return 'clock_jump';
      const jumpMs = timeJumpMs(fragment, timescale);
      if (jumpMs > (last === null ? firstFragmentMs : maxTimeJumpMs)) return 'corrupt';
      // What was sent long ago comes only now: this worker, the network or the camera stood still.
      if (jumpMs < -maxTimeJumpMs) return 'stalled';
      pace.longestMs = Math.max(pace.longestMs, (fragment.durationTicks / timescale) * 1000);
      last = fragment;
      lastAtMs = performance.now();
      return null;
    },
    /** Calls `onStall` once when no fragment came for `stallMs`, or for longer where the camera's GOP is long. */
    start(onStall: () => void) {
      lastAtMs = performance.now();
      const timer = setInterval(() => {
        const longestMs = last === null ? Math.max(stallMs * 2, firstFragmentMs) : stallMs;
        if (performance.now() - lastAtMs < Math.max(longestMs, pace.longestMs * 2.5)) return;
        clearInterval(timer);
        onStall();
      }, 1000);
      return { close: () => clearInterval(timer) };
    },
  };
}
