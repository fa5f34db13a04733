import { setTimeout as delay } from 'node:timers/promises';
import { StreamError } from '../../../services/adapters/video/stream-error.ts';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';
import type { Log } from '../../../services/log.ts';
import type { LeasedCamera } from '../../../services/recording/leases.ts';
import type { FootageEnd } from '../../../services/recording/segmenting/placement.ts';
import { type RunInputs, type RunSource, recordRun } from './run.ts';
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

export interface CameraLoopStart {
  /** Why the camera does not record when the loop starts. */
  gapBefore: GapCause;
  /** End of its footage, where that may not be stored yet; null when the lease says it. */
  before: FootageEnd | null;
}

const firstBackoffMs = 1000;
const longestBackoffMs = 30_000;

/**
 * Keeps one camera recording while this worker holds its lease: connects, records, and connects again with a growing,
 * jittered pause. `close(cause)` ends it in order; the cause goes into the gap that begins there.
 */
export function startCameraLoop(inputs: CameraLoopInputs, camera: LeasedCamera, from: CameraLoopStart) {
  const stop = new AbortController();
  const log = inputs.log.child({ cameraId: camera.cameraId });
  let isRecording = false;
  const pace = { longestMs: 0 };
  let { gapBefore, before = null } = from;
  before ??= footageEnd(camera.lastSegmentEndedAt, null);
  const sourceUrl = keepLast(() => inputs.sourceUrl(camera.cameraId));

  async function loop() {
    let backoffMs = firstBackoffMs;
    inputs.say({ state: 'connecting' });
    while (!stop.signal.aborted) {
      if (inputs.spoolIsFull()) downFor('spool_full');
      const source = { gapBefore, before, pace, onFirstFragment };
      const result = await oneRun({ ...inputs, log, sourceUrl }, camera, source, stop.signal);
      isRecording = false;
      gapBefore = result.cause;
      before = footageEnd(result.footageEndedAt, result.endedAtMonotonicMs ?? null) ?? before;
      inputs.say({ state: 'down', ...result });
      if (stop.signal.aborted) break;
      if (result.footageEndedAt !== null) backoffMs = firstBackoffMs;
      if (result.cause === 'clock_jump') log.error('the server clock was set: see that it follows a time server');
      log.warn({ cause: result.cause, retryMs: backoffMs }, 'camera does not record');
      await pause(backoffMs * (0.75 + Math.random() / 2), stop.signal);
      backoffMs = Math.min(backoffMs * 2, longestBackoffMs);
    }
    // It was down already, of another cause.
    if (gapBefore !== stop.signal.reason) downFor(stop.signal.reason);
  }

  /** Without a run: no footage ended here. */
  function downFor(cause: GapCause) {
    gapBefore = cause;
    inputs.say({ state: 'down', cause, footageEndedAt: null });
  }

  function onFirstFragment() {
    isRecording = true;
    log.info('recording');
    inputs.say({ state: 'recording' });
  }

  const done = loop();
  return {
    isRecording: () => isRecording,
    /** Ends the loop; waits until the last segment is in the spool, and says where its footage ends. */
    async close(cause: GapCause): Promise<FootageEnd | null> {
      stop.abort(cause);
      await done;
      return before;
    },
  };
}

async function oneRun(
  inputs: Omit<CameraLoopInputs, 'sourceUrl'> & { sourceUrl: () => Promise<string> },
  camera: LeasedCamera,
  source: Omit<RunSource, 'url'>,
  stop: AbortSignal,
): Promise<RunResult> {
  try {
    if (!(await inputs.spoolHasRoom(stop))) return { cause: stop.reason, footageEndedAt: null };
    return await recordRun(inputs, camera, { ...source, url: await inputs.sourceUrl() }, stop);
  } catch (error) {
    if (stop.aborted) return { cause: stop.reason, footageEndedAt: null };
    if (error instanceof StreamError) return { cause: error.causeCode, footageEndedAt: null, detail: error.detail };
    inputs.log.error({ err: error }, 'recording failed');
    return { cause: source.gapBefore, footageEndedAt: null };
  }
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
