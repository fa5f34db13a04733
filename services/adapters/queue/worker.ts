import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { z } from 'zod';
import { type JobName, type JobPayload, jobs } from '../../contracts/jobs.ts';
import type { Log } from '../../log.ts';

export interface JobWorkerInputs<N extends JobName> {
  redisUrl: string;
  log: Log;
  name: N;
  /** Does the work; throws to fail. `signal` aborts when the job's time is over or the program ends. */
  handle: (payload: JobPayload<N>, context: { signal: AbortSignal }) => Promise<void>;
  /** The last attempt failed: writes that into the row it was about. */
  onFinalFailure?: (payload: JobPayload<N>, error: Error) => Promise<void>;
  /** Hears of each attempt: its time in seconds, and whether it was done. */
  onAttempt?: (name: string, seconds: number, isDone: boolean) => void;
}

/** Works off one queue. A payload that does not parse fails once, for good. */
export function startJobWorker<N extends JobName>(inputs: JobWorkerInputs<N>): { close: () => Promise<void> } {
  const definition = jobs[inputs.name];
  const log = inputs.log.child({ job: inputs.name });
  const connection = new Redis(inputs.redisUrl, { maxRetriesPerRequest: null });
  connection.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
  const closing = new AbortController();

  async function work(job: Job) {
    const payload = parsePayload(inputs.name, job.data);
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(definition.timeoutMs)]);
    await Promise.race([inputs.handle(payload, { signal }), aborted(signal)]);
  }

  async function timed(job: Job) {
    const startedAtMs = performance.now();
    let isDone = false;
    try {
      await work(job);
      isDone = true;
    } finally {
      inputs.onAttempt?.(inputs.name, (performance.now() - startedAtMs) / 1000, isDone);
    }
  }

  const worker = new Worker(inputs.name, timed, {
    connection,
    concurrency: definition.concurrency,
    skipVersionCheck: true,
    stalledInterval: 10_000,
    lockDuration: 20_000,
    maxStalledCount: 5,
  });
  worker.on('error', (error) => log.warn({ err: error }, 'queue has trouble'));
  worker.on('failed', (job, error) => {
    const isFinal = !job || error instanceof UnrecoverableError || job.attemptsMade >= definition.attempts;
    log[isFinal ? 'error' : 'warn']({ jobId: job?.id, err: error, attempt: job?.attemptsMade }, 'job failed');
    const payload = definition.payload.safeParse(job?.data);
    if (!isFinal || !payload.success) return;
    inputs.onFinalFailure?.(payload.data as JobPayload<N>, error).catch((cause: unknown) => {
      log.error({ err: cause }, 'final failure not recorded');
    });
  });

  return {
    /** Takes no new job, lets the running ones end or abort; without Redis it waits for nothing. */
    async close() {
      closing.abort(new Error('the program ends'));
      const isAway = connection.status !== 'ready';
      const lost = new Promise<void>((resolve) => connection.once('close', resolve));
      await Promise.race([worker.close(isAway), lost]);
      connection.disconnect();
    },
  };
}

function parsePayload<N extends JobName>(name: N, data: unknown): JobPayload<N> {
  const parsed = (jobs[name].payload as z.ZodType).safeParse(data);
  if (!parsed.success) throw new UnrecoverableError(`bad payload: ${parsed.error.message}`);
  return parsed.data as JobPayload<N>;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
