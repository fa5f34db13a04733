import type { Fragment } from '../../services/adapters/video/fragment-reader.ts';
import { parameterSets } from '../../services/adapters/video/parameter-sets.ts';
import type { Clock } from '../../services/clock.ts';
import type { GapCause } from '../../services/contracts/gap.ts';

/** Media time and arrival may drift apart by this much between two fragments before we stop believing the stream. */
const maxTimeJumpMs = 10_000;
/** The first fragment is whole at the second key frame; a camera that saves bandwidth sends one every 10 s or more. */
const firstFragmentMs = 30_000;

/**
 * Watches over a run's fragments: a stream that changes its parameters or its time is ended at that border, one that
 * brings no whole fragment for too long is stalled. Anchored to fragments, because a connection may live and bring nothing.
 */
export function createWatch(inputs: { clock: Clock; stallMs: number; codec: string }) {
  let sets: Buffer | null = null;
  let last: Fragment | null = null;
  let lastAtMs = inputs.clock.now();
  let longestMs = 0;

  function changesParameters(fragment: Fragment): boolean {
    const found = parameterSets(fragment.head, inputs.codec);
    if (found.length === 0) return false;
    const changed = sets !== null && !sets.equals(found);
    sets ??= found;
    return changed;
  }

  function jumps(fragment: Fragment, timescale: number): boolean {
    if (last === null) return false;
    const mediaMs = ((fragment.baseTicks - last.baseTicks) / timescale) * 1000;
    return mediaMs <= 0 || Math.abs(mediaMs - (fragment.arrivedAtMs - last.arrivedAtMs)) > maxTimeJumpMs;
  }

  return {
    /** Why the fragment cannot continue the run; null when it can. */
    refusal(fragment: Fragment, timescale: number): GapCause | null {
      if (changesParameters(fragment)) return 'stream_changed';
      if (jumps(fragment, timescale)) return 'corrupt';
      longestMs = Math.max(longestMs, (fragment.durationTicks / timescale) * 1000);
      if (last !== null) longestMs = Math.max(longestMs, fragment.arrivedAtMs - last.arrivedAtMs);
      last = fragment;
      lastAtMs = inputs.clock.now();
      return null;
    },
    /** Calls `onStall` once when no fragment came for `stallMs`, or for longer where the camera's GOP is long. */
    start(onStall: () => void) {
      lastAtMs = inputs.clock.now();
      const timer = setInterval(() => {
        const patienceMs =
          last === null ? Math.max(inputs.stallMs * 2, firstFragmentMs) : Math.max(inputs.stallMs, longestMs * 2.5);
        if (inputs.clock.now() - lastAtMs < patienceMs) return;
        clearInterval(timer);
        onStall();
      }, 500);
      return { close: () => clearInterval(timer) };
    },
  };
}
