import { setTimeout as delay } from 'node:timers/promises';
import { BucketError } from '../../services/adapters/bucket/bucket-error.ts';
import type { Enqueue } from '../../services/adapters/queue/enqueue.ts';
import type { GapCause } from '../../services/contracts/gap.ts';
import type { Log } from '../../services/log.ts';
import { dropRun, dropSegment } from '../../services/recording/spool/drop.ts';
import type { Sidecar, SpooledRun } from '../../services/recording/spool/sidecar.ts';
import { type UploadDeps, uploadSegment } from '../../services/recording/spool/upload.ts';
import { endRun } from '../../services/recording/store-segment.ts';
import { createTurns } from './turns.ts';

export interface UploadsInputs extends UploadDeps {
  enqueue: Enqueue;
  log: Log;
  /** Hears how many bytes have left the spool. */
  onFreed: (bytes: number) => void;
}

const firstRetryMs = 1000;
const longestRetryMs = 15_000;
const parallelUploads = 4;

interface State extends UploadsInputs {
  /** The last step asked of each camera: steps of a camera follow each other. */
  queues: Map<string, Promise<void>>;
  turns: ReturnType<typeof createTurns>;
  stopping: AbortController;
}

/**
 * Brings closed segments from the spool to bucket and database: in order within a camera, at most four at a time in
 * all. While bucket or database is away it tries again for ever; the footage stays in the spool.
 */
export function startUploads(inputs: UploadsInputs) {
  const state: State = {
    ...inputs,
    queues: new Map(),
    turns: createTurns(parallelUploads),
    stopping: new AbortController(),
  };
  return {
    segment(folder: string, run: SpooledRun, sidecar: Sidecar) {
      add(state, run.cameraId, () => store(state, folder, run, sidecar));
    },
    /** The run is over: notes why and removes its empty folder, after its last segment. */
    runEnded(folder: string, cameraId: string, runId: string, cause: GapCause) {
      add(state, cameraId, async () => {
        await endRun(state.db, runId, cause);
        await dropRun(folder);
      });
    },
    /** Lets what is under way finish for at most `graceMs`; the rest stays in the spool. */
    async close(graceMs = 5000) {
      const finished = Promise.all(state.queues.values());
      await Promise.race([finished, delay(graceMs, undefined, { ref: false })]);
      state.stopping.abort();
      await finished;
    },
  };
}

export type Uploads = ReturnType<typeof startUploads>;

function add(state: State, cameraId: string, step: () => Promise<void>) {
  const { queues } = state;
  const before = queues.get(cameraId) ?? Promise.resolve();
  const after = before
    .then(() => untilDone(state, cameraId, step))
    .finally(() => {
      if (queues.get(cameraId) === after) queues.delete(cameraId);
    });
  queues.set(cameraId, after);
}

async function untilDone({ turns, stopping, log }: State, cameraId: string, step: () => Promise<void>) {
  for (let retryMs = firstRetryMs; !stopping.signal.aborted; retryMs = Math.min(retryMs * 2, longestRetryMs)) {
    try {
      await turns.take(step);
      return;
    } catch (error) {
      if (stopping.signal.aborted) return;
      const isAway = error instanceof BucketError && error.kind === 'away';
      log[isAway ? 'warn' : 'error'](
        { cameraId, err: error, retryMs },
        'segment not stored yet, it stays in the spool',
      );
      await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
}

async function store(state: State, folder: string, run: SpooledRun, sidecar: Sidecar) {
  const { cameraId } = run;
  try {
    const outcome = await uploadSegment(state, folder, run, sidecar);
    if (outcome === 'refused') throw new BucketError('conflict', 'another worker has already recorded this time');
  } catch (error) {
    if (!(error instanceof BucketError) || error.kind !== 'conflict') throw error;
    const context = { cameraId, runId: run.runId, seq: sidecar.seq, err: error };
    state.log.error(context, 'segment kept in the spool for a person to look at');
    return;
  }
  await state.enqueue('segment.tag', { v: 1, cameraId, startedAtMs: sidecar.startedAtMs });
  await dropSegment(folder, sidecar.seq);
  state.onFreed(sidecar.video.bytes + (sidecar.audio?.bytes ?? 0));
}
