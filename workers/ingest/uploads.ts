import { setTimeout as delay } from 'node:timers/promises';
import { BucketError } from '../../services/adapters/bucket/bucket-error.ts';
import { isDataError } from '../../services/adapters/postgres/data-error.ts';
import type { Enqueue } from '../../services/adapters/queue/enqueue.ts';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import type { Log } from '../../services/log.ts';
import { dropRun, dropSegment } from '../../services/recording/spool/drop.ts';
import { sidecarName, wholeName } from '../../services/recording/spool/files.ts';
import { type Quarantined, quarantineFiles } from '../../services/recording/spool/quarantine.ts';
import { noteQuarantined } from '../../services/recording/spool/quarantined-files.ts';
import { salvageRun } from '../../services/recording/spool/salvage.ts';
import type { Sidecar, SpooledRun } from '../../services/recording/spool/sidecar.ts';
import { isIntact, type UploadDeps, uploadSegment } from '../../services/recording/spool/upload.ts';
import { endRun, settleSegment } from '../../services/recording/store-segment.ts';
import type { IngestMetrics } from './ingest-metrics.ts';
import { createTurns } from './turns.ts';

export interface UploadsInputs extends UploadDeps {
  workerId: string;
  enqueue: Enqueue;
  log: Log;
  metrics: IngestMetrics;
  /** Hears how many bytes have left the spool. */
  onFreed: (bytes: number) => void;
}

const firstRetryMs = 1000;
const longestRetryMs = 15_000;
const parallelUploads = 4;

/** A closed segment in the spool. */
interface Waiting {
  folder: string;
  run: SpooledRun;
  sidecar: Sidecar;
  /** Its row is written; only its files are still here. */
  isStored?: boolean;
}

/** Work of one camera in order of time: segments, and what follows when those before it are stored. */
type Step = { segment: Waiting } | { run: () => Promise<void> };

interface Queue {
  cameraId: string;
  steps: Step[];
  newestNext: boolean;
  done: Promise<void>;
}

interface State extends UploadsInputs {
  queues: Map<string, Queue>;
  turns: ReturnType<typeof createTurns>;
  stopping: AbortController;
}

/**
 * Brings closed segments from the spool to bucket and database, at most four at a time in all. Of a camera that has
 * fallen behind the oldest and the newest are taken in turn: the record fills up, and what happens now is there soon.
 * While bucket or database is away it tries again for ever; the footage stays in the spool.
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
      add(state, run.cameraId, { segment: { folder, run, sidecar } });
    },
    /** The disk failed in the middle of the run: what it took of the last segments is salvaged when the disk works again. */
    runBroke(folder: string, run: SpooledRun) {
      add(state, run.cameraId, { run: () => storeSalvaged(state, folder, run) });
    },
    /** The run is over: notes why and removes its empty folder, after its last segment. */
    runEnded(folder: string, cameraId: string, runId: string, cause: GapCause) {
      state.metrics.runEnded(cause);
      const end = async () => {
        await endRun(state.db, runId, cause);
        await dropRun(folder);
      };
      add(state, cameraId, { run: end });
    },
    /** Tells people of files that were put into quarantine. */
    quarantined: (cameraId: string, runId: string, files: readonly Quarantined[]) =>
      tellOfQuarantine(state, { cameraId, runId }, files),
    /** Files that have lain in quarantine since before; a worker may have died before it could list them. */
    stillQuarantined: (cameraId: string, runId: string, files: readonly Quarantined[]) =>
      list(state, { cameraId, runId }, files),
    /** Segments that wait. */
    waiting: () => [...state.queues.values()].reduce((sum, { steps }) => sum + steps.filter(isSegment).length, 0),
    /** Lets what is under way finish for at most `graceMs`; the rest stays in the spool. */
    async close(graceMs = 5000) {
      const finished = Promise.all([...state.queues.values()].map((queue) => queue.done));
      await Promise.race([finished, delay(graceMs, undefined, { ref: false })]);
      state.stopping.abort();
      await finished;
    },
  };
}

export type Uploads = ReturnType<typeof startUploads>;

interface RunOf {
  cameraId: string;
  runId: string;
}

function tellOfQuarantine(state: State, { cameraId, runId }: RunOf, files: readonly Quarantined[]) {
  if (files.length === 0) return;
  state.metrics.quarantined(files.length);
  state.log.error({ cameraId, runId, files }, 'spooled footage put into quarantine for a person to look at');
  list(state, { cameraId, runId }, files);
}

function list(state: State, { cameraId, runId }: RunOf, files: readonly Quarantined[]) {
  const { db, workerId } = state;
  add(state, cameraId, { run: () => noteQuarantined(db, { workerId, cameraId, runId }, files) });
}

function add(state: State, cameraId: string, step: Step) {
  const queue = state.queues.get(cameraId);
  if (queue) {
    queue.steps.push(step);
    return;
  }
  const made: Queue = { cameraId, steps: [step], newestNext: false, done: Promise.resolve() };
  state.queues.set(cameraId, made);
  made.done = drain(state, made);
}

/** Works a camera's steps off, one at a time; one that fails waits and comes again. */
async function drain(state: State, queue: Queue) {
  const { turns, stopping, log, queues } = state;
  const { cameraId } = queue;
  let retryMs = firstRetryMs;
  while (queue.steps.length > 0 && !stopping.signal.aborted) {
    const at = nextStep(queue);
    const step = queue.steps[at];
    if (!step) break;
    // Also after a failure: what can never be stored must not stand in the way of what happens now.
    queue.newestNext = !queue.newestNext;
    try {
      await turns.take(() => ('run' in step ? step.run() : storeAndFree(state, step.segment, at > 0)));
      // What was stored ahead is settled in its place, when all before it is stored.
      const isAhead = at > 0 && 'segment' in step;
      queue.steps.splice(at, 1, ...(isAhead ? [{ run: () => settle(state, step.segment) }] : []));
      retryMs = firstRetryMs;
    } catch (error) {
      if (stopping.signal.aborted) return;
      state.metrics.uploadFailed();
      const isAway = error instanceof BucketError && error.kind === 'away';
      log[isAway ? 'warn' : 'error'](
        { cameraId, err: error, retryMs },
        'segment not stored yet, it stays in the spool',
      );
      await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    }
  }
  if (queue.steps.length === 0) queues.delete(cameraId);
}

/** The oldest step, or in every second turn the newest segment of a camera that has fallen behind. */
function nextStep({ steps, newestNext }: Queue): number {
  if (!newestNext || steps.length < 3) return 0;
  return Math.max(0, steps.findLastIndex(isSegment));
}

const isSegment = (step: Step) => 'segment' in step;

async function storeAndFree(state: State, waiting: Waiting, isAhead: boolean) {
  await store(state, waiting, isAhead);
  state.onFreed(bytesOf(waiting.sidecar));
}

async function store(state: State, waiting: Waiting, isAhead: boolean) {
  const { folder, run, sidecar } = waiting;
  const { seq, startedAtMs } = sidecar;
  const reason = waiting.isStored ? null : await uploadOrRefuse(state, waiting, isAhead);
  if (reason !== null) {
    const names = [wholeName(seq, 'video'), wholeName(seq, 'audio'), sidecarName(seq)];
    return tellOfQuarantine(state, run, await quarantineFiles(folder, names, reason));
  }
  if (!waiting.isStored) {
    waiting.isStored = true;
    state.metrics.stored(bytesOf(sidecar), sidecar.endedAtMs);
    // Never waited for: a Redis that hangs must not hold up the record, and the sweep finds what was not asked.
    void state.enqueue('segment.tag', { v: 1, cameraId: run.cameraId, startedAtMs });
  }
  await dropSegment(folder, seq);
}

const bytesOf = ({ video, audio }: Sidecar) => video.bytes + (audio?.bytes ?? 0);

async function storeSalvaged(state: State, folder: string, run: SpooledRun) {
  const { sidecars, quarantined } = await salvageRun(folder, run);
  tellOfQuarantine(state, run, quarantined);
  for (const sidecar of sidecars) await store(state, { folder, run, sidecar }, false);
}

function settle({ db }: State, { run, sidecar }: Waiting) {
  const [startedAt, endedAt] = [new Date(sidecar.startedAtMs), new Date(sidecar.endedAtMs)];
  return settleSegment(db, { run, seq: sidecar.seq, gapBefore: sidecar.gapBefore, startedAt, endedAt });
}

/** null when the segment is stored; else why it never can be. Throws what may pass. */
async function uploadOrRefuse(state: State, { folder, run, sidecar }: Waiting, isAhead: boolean) {
  try {
    const outcome = await uploadSegment(state, folder, run, sidecar, isAhead);
    return outcome === 'refused' ? 'taken' : null;
  } catch (error) {
    if (isDataError(error)) return 'unfit';
    if (isUnreadable(error)) return 'unreadable';
    if (!(error instanceof BucketError)) throw error;
    if (error.kind === 'conflict') return 'conflict';
    if (error.kind === 'refused' && !(await isIntact(folder, sidecar))) return 'altered';
    throw error;
  }
}

/** The disk has lost a file or cannot read it any more; a connection that fails may have the same codes. */
function isUnreadable(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return false;
  return (error.code === 'ENOENT' || error.code === 'EIO') && (error.syscall === 'open' || error.syscall === 'read');
}
