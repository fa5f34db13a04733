import { setTimeout as delay } from 'node:timers/promises';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';
import { dropRun } from '../../../services/recording/spool/drop.ts';
import type { RunFolder } from '../../../services/recording/spool/open-spool.ts';
import type { Quarantined } from '../../../services/recording/spool/quarantine.ts';
import { noteQuarantined } from '../../../services/recording/spool/quarantined-files.ts';
import type { Sidecar, SpooledRun } from '../../../services/recording/spool/sidecar.ts';
import { endRun } from '../../../services/recording/store-segment.ts';
import { createTurns } from '../turns.ts';
import { brokenStep, leftStep } from './salvage-step.ts';
import { plainStep, type StoreDeps, segmentStep } from './segment-step.ts';
import { createUploadQueue, type Step } from './upload-queue.ts';

const parallelUploads = 4;

export type Uploads = ReturnType<typeof startUploads>;

/**
 * Brings closed segments from the spool to bucket and database, at most four at a time in all. Of a camera that has
 * fallen behind the oldest and the newest are taken in turn: the record fills up, and what happens now is there soon.
 * While bucket or database is away it tries again for ever; the footage stays in the spool.
 */
export function startUploads(deps: StoreDeps) {
  const { db, log, metrics, workerId } = deps;
  const queues = new Map<string, ReturnType<typeof createUploadQueue>>();
  const turns = createTurns(parallelUploads);
  const stopping = new AbortController();

  function add(cameraId: string, step: Step) {
    const inputs = { turns, log: log.child({ cameraId }), onFailure: metrics.uploadFailed, stop: stopping.signal };
    const queue = queues.get(cameraId) ?? createUploadQueue(inputs, () => queues.delete(cameraId));
    queues.set(cameraId, queue);
    queue.add(step);
  }

  /** Notes why a run ended and removes its empty folder. */
  const endStep = (folder: string, runId: string, cause: GapCause) =>
    plainStep(async () => {
      await endRun(db, runId, cause);
      await dropRun(folder);
    });

  return {
    segment(folder: string, run: SpooledRun, sidecar: Sidecar) {
      add(run.cameraId, segmentStep(deps, { folder, run, sidecar }));
    },
    /** The disk failed in the middle of the run. */
    runBroke(folder: string, run: SpooledRun) {
      add(run.cameraId, brokenStep(deps, folder, run));
    },
    /** The run is over, after its last segment. */
    runEnded(folder: string, cameraId: string, runId: string, cause: GapCause) {
      metrics.runEnded(cause);
      add(cameraId, endStep(folder, runId, cause));
    },
    /** A run that an earlier life of this worker left in the spool. */
    left(left: RunFolder) {
      const { cameraId, runId, folder } = left;
      add(
        cameraId,
        leftStep(deps, left, (run) => [endStep(folder, runId, run.endCause ?? 'worker_lost')]),
      );
    },
    /** Files that have lain in quarantine since before; a worker may have died before it could list them. */
    stillQuarantined(cameraId: string, runId: string, files: readonly Quarantined[]) {
      add(
        cameraId,
        plainStep(() => noteQuarantined(db, { workerId, cameraId, runId }, files)),
      );
    },
    /** Segments that wait. */
    waiting: () => [...queues.values()].reduce((sum, queue) => sum + queue.segments(), 0),
    /** Lets what is under way finish for at most `graceMs`; the rest stays in the spool. */
    async close(graceMs = 5000) {
      const finished = Promise.all([...queues.values()].map((queue) => queue.done()));
      await Promise.race([finished, delay(graceMs, undefined, { ref: false })]);
      stopping.abort();
      await finished;
    },
  };
}
