import { setTimeout as delay } from 'node:timers/promises';
import { BucketError } from '../../../services/adapters/bucket/bucket-error.ts';
import type { Log } from '../../../services/log.ts';
import type { Turns } from '../turns.ts';

/** Work of one camera. What it returns takes its place in the queue. */
export interface Step {
  /** `isAhead`: older steps still wait. */
  run: (isAhead: boolean) => Promise<Step[]>;
  /** A segment may be stored before older ones. */
  isSegment: boolean;
}

export interface UploadQueueInputs {
  /** Shared by all cameras. */
  turns: Turns;
  log: Log;
  onFailure: () => void;
  stop: AbortSignal;
}

const firstRetryMs = 1000;
const longestRetryMs = 15_000;

/**
 * Works a camera's steps off in order of time, one at a time; where it has fallen behind, the newest segment comes in every
 * second turn. A step that fails waits and comes again, for ever.
 */
export function createUploadQueue(inputs: UploadQueueInputs, onEmpty: () => void) {
  const steps: Step[] = [];
  let done: Promise<void> | null = null;

  async function drain() {
    let newestNext = false;
    let retryMs = firstRetryMs;
    while (!inputs.stop.aborted) {
      const at = newestNext ? newestSegment(steps) : 0;
      const step = steps[at];
      if (!step) return onEmpty();
      // Also after a failure: what cannot be stored must not stand in the way of what happens now.
      newestNext = !newestNext;
      try {
        const follow = await inputs.turns.take(() => step.run(at > 0));
        steps.splice(steps.indexOf(step), 1, ...follow);
        retryMs = firstRetryMs;
      } catch (error) {
        if (inputs.stop.aborted) return;
        report(inputs, error, retryMs);
        await delay(retryMs, undefined, { signal: inputs.stop }).catch(() => undefined);
        retryMs = Math.min(retryMs * 2, longestRetryMs);
      }
    }
  }

  return {
    add(step: Step) {
      steps.push(step);
      done ??= drain();
    },
    segments: () => steps.filter(({ isSegment }) => isSegment).length,
    /** Settles when it is empty, or when it is stopped and what was under way has finished. */
    done: () => done ?? Promise.resolve(),
  };
}

/** The oldest when hardly anything waits. */
function newestSegment(steps: readonly Step[]): number {
  return steps.length < 3
    ? 0
    : Math.max(
        0,
        steps.findLastIndex(({ isSegment }) => isSegment),
      );
}

function report({ log, onFailure }: UploadQueueInputs, error: unknown, retryMs: number) {
  onFailure();
  const isAway = error instanceof BucketError && error.kind === 'away';
  log[isAway ? 'warn' : 'error']({ err: error, retryMs }, 'footage not stored yet, it stays in the spool');
}
