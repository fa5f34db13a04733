import { BucketError } from '../../../services/adapters/bucket/bucket-error.ts';
import { isDataError } from '../../../services/adapters/postgres/data-error.ts';
import type { Enqueue } from '../../../services/adapters/queue/enqueue.ts';
import type { QuarantineReason } from '../../../services/contracts/recording/recorder.ts';
import type { Log } from '../../../services/log.ts';
import { dropSegment } from '../../../services/recording/spool/drop.ts';
import { closedNames, isGone } from '../../../services/recording/spool/files.ts';
import { type Quarantined, quarantineFiles } from '../../../services/recording/spool/quarantine.ts';
import { noteQuarantined } from '../../../services/recording/spool/quarantined-files.ts';
import type { Sidecar, SpooledRun } from '../../../services/recording/spool/sidecar.ts';
import { isIntact, type UploadDeps, uploadSegment } from '../../../services/recording/spool/upload.ts';
import { settleSegment } from '../../../services/recording/store-segment.ts';
import type { IngestMetrics } from '../ingest-metrics.ts';
import type { SpoolRoom } from '../spool-room.ts';
import type { Step } from './upload-queue.ts';

export interface StoreDeps extends UploadDeps {
  workerId: string;
  enqueue: Enqueue;
  log: Log;
  metrics: IngestMetrics;
  room: Pick<SpoolRoom, 'add' | 'free'>;
}

/** A closed segment in the spool. */
export interface Waiting {
  folder: string;
  run: SpooledRun;
  sidecar: Sidecar;
}

/** Brings a segment to bucket and database and removes it from the spool; what can never be stored goes to quarantine. */
export function segmentStep(deps: StoreDeps, waiting: Waiting): Step {
  const { folder, run, sidecar } = waiting;
  let isStored = false;
  let wasAhead = false;

  async function store(isAhead: boolean): Promise<QuarantineReason | null> {
    const reason = await uploadOrRefuse(deps, waiting, isAhead);
    if (reason !== null) return reason;
    isStored = true;
    wasAhead = isAhead;
    deps.metrics.stored(bytesOf(sidecar), sidecar.endedAtMs);
    // Never waited for: a Redis that hangs must not hold up the record, and the sweep finds what was not asked.
    void deps.enqueue('segment.tag', { v: 1, cameraId: run.cameraId, startedAtMs: sidecar.startedAtMs });
    return null;
  }

  return {
    isSegment: true,
    async run(isAhead) {
      const reason = isStored ? null : await store(isAhead);
      const follow = reason === null ? [] : await putAway(deps, waiting, reason);
      if (reason === null) await dropSegment(folder, sidecar.seq);
      deps.room.free(bytesOf(sidecar));
      // What was stored ahead is settled in its place, when all before it is stored.
      return wasAhead ? [settleStep(deps, waiting)] : follow;
    },
  };
}

/** Bytes of a segment's footage. */
export const bytesOf = ({ video, audio }: Sidecar) => video.bytes + (audio?.bytes ?? 0);

function settleStep({ db }: StoreDeps, { run, sidecar }: Waiting): Step {
  const [startedAt, endedAt] = [new Date(sidecar.startedAtMs), new Date(sidecar.endedAtMs)];
  const segment = { run, seq: sidecar.seq, gapBefore: sidecar.gapBefore, startedAt, endedAt };
  return plainStep(() => settleSegment(db, segment));
}

/** Work that waits for all before it, and leaves nothing to do. */
export function plainStep(run: () => Promise<void>): Step {
  return { isSegment: false, run: () => run().then(() => []) };
}

async function putAway(deps: StoreDeps, { folder, run, sidecar: { seq } }: Waiting, reason: QuarantineReason) {
  const files = await quarantineFiles(folder, closedNames(seq), reason);
  if (files.length === 0)
    deps.log.error({ cameraId: run.cameraId, runId: run.runId, seq }, 'spooled footage is gone from the disk');
  return tellOfQuarantine(deps, run, files);
}

/** Tells people of files that were put into quarantine; what is left to do for that. */
export function tellOfQuarantine(
  deps: StoreDeps,
  { cameraId, runId }: { cameraId: string; runId: string },
  files: readonly Quarantined[],
): Step[] {
  if (files.length === 0) return [];
  deps.metrics.quarantined(files.length);
  deps.log.error({ cameraId, runId, files }, 'spooled footage put into quarantine for a person to look at');
  return [plainStep(() => noteQuarantined(deps.db, { workerId: deps.workerId, cameraId, runId }, files))];
}

/** null when the segment is stored; else why it never can be. Throws what may pass. */
async function uploadOrRefuse(deps: StoreDeps, { folder, run, sidecar }: Waiting, isAhead: boolean) {
  try {
    const outcome = await uploadSegment(deps, folder, run, sidecar, isAhead);
    return outcome === 'refused' ? 'taken' : null;
  } catch (error) {
    if (isDataError(error, ['runs', 'segments'])) return 'unfit';
    if (isGone(error)) return 'unreadable';
    if (!(error instanceof BucketError)) throw error;
    if (error.kind === 'conflict') return 'conflict';
    if (error.kind === 'refused' && !(await isIntact(folder, sidecar))) return 'altered';
    throw error;
  }
}
