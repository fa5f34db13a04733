import { setTimeout as delay } from 'node:timers/promises';
import { StreamError } from '../../services/adapters/video/stream-error.ts';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import type { Log } from '../../services/log.ts';
import type { LeasedCamera } from '../../services/recording/leases.ts';
import type { FootageEnd } from '../../services/recording/segmenting/placement.ts';
import { type RunInputs, recordRun } from './run.ts';
import type { RunResult } from './run-sink.ts';
import type { CameraStatus } from './status.ts';

export interface CameraLoopInputs extends RunInputs {
  log: Log;
  /** Address with credentials; never logged. */
  sourceUrl: (cameraId: string) => Promise<string>;
  /** Resolves when the spool has room again; at once while it has. */
  spoolHasRoom: (signal: AbortSignal) => Promise<boolean>;
  say: (status: CameraStatus) => void;
}

const firstBackoffMs = 1000;
const longestBackoffMs = 30_000;

/**
 * Keeps one camera recording while this worker holds its lease: connects, records, and connects again with a growing,
 * jittered pause. `close(cause)` ends it in order; the cause goes into the gap that begins there. `gapBefore` says why
 * the camera does not record when the loop starts.
 */
export function startCameraLoop(inputs: CameraLoopInputs, camera: LeasedCamera, gapBefore: GapCause) {
  const stop = new AbortController();
  const log = inputs.log.child({ cameraId: camera.cameraId });
  let isRecording = false;
  const pace = { longestMs: 0 };
  let before = footageEnd(camera.lastSegmentEndedAt, null);
  const sourceUrl = keepLast(() => inputs.sourceUrl(camera.cameraId));

  async function loop() {
    let backoffMs = firstBackoffMs;
    inputs.say({ state: 'connecting' });
    while (!stop.signal.aborted) {
      const result = await oneRun();
      isRecording = false;
      gapBefore = result.cause;
      before = footageEnd(result.footageEndedAt, result.endedAtMonotonicMs ?? null) ?? before;
      inputs.say({ state: 'down', ...result });
      if (stop.signal.aborted) return;
      if (result.footageEndedAt !== null) backoffMs = firstBackoffMs;
      if (result.cause === 'clock_jump') log.error('the server clock was set: see that it follows a time server');
      log.warn({ cause: result.cause, retryMs: backoffMs }, 'camera does not record');
      await pause(backoffMs * (0.75 + Math.random() / 2), stop.signal);
      backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
    }
  }

  async function oneRun(): Promise<RunResult> {
    try {
      if (!(await inputs.spoolHasRoom(stop.signal))) return { cause: 'spool_full', footageEndedAt: null };
      const url = await sourceUrl();
      return await recordRun(inputs, camera, { url, gapBefore, before, pace, onFirstFragment }, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return { cause: stop.signal.reason, footageEndedAt: null };
      if (error instanceof StreamError) {
        return { cause: error.causeCode, footageEndedAt: null, detail: error.detail };
      }
      log.error({ err: error }, 'recording failed');
      return { cause: gapBefore, footageEndedAt: null };
    }
  }

  function onFirstFragment() {
    isRecording = true;
    log.info('recording');
    inputs.say({ state: 'recording' });
  }

  const done = loop();
  return {
    camera,
    isRecording: () => isRecording,
    /** Ends the loop; waits until the last segment is in the spool. */
    async close(cause: GapCause) {
      stop.abort(cause);
      await done;
    },
  };
}

function footageEnd(at: Date | null, monotonicMs: number | null): FootageEnd | null {
  return at && { atMs: at.getTime(), monotonicMs };
}

/** The last address that could be read: while the database is away the camera can still be reconnected. */
function keepLast(read: () => Promise<string>): () => Promise<string> {
  let last: string | null = null;
  return async () => {
    last = await read().catch((error: unknown) => {
      if (last === null) throw error;
      return last;
    });
    return last;
  };
}

async function pause(ms: number, signal: AbortSignal) {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
