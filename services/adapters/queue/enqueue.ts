import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { type JobName, type JobPayload, jobNames, jobs } from '../../contracts/jobs.ts';
import type { Log } from '../../log.ts';

/**
 * Asks for a job. A hint, not the truth: it never throws and never waits longer than two seconds, because the sweep
 * finds work whose job was lost. The same work asked for twice while it waits is one job.
 */
export type Enqueue = <N extends JobName>(name: N, payload: JobPayload<N>) => Promise<void>;

const patienceMs = 2000;
const unfinished = ['waiting', 'active', 'delayed', 'prioritized'] as const;

/** One BullMQ queue per job name. */
export function openQueues(inputs: { redisUrl: string; log: Log }) {
  const { log } = inputs;
  const connection = new Redis(inputs.redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  connection.on('error', (error) => log.debug({ err: error }, 'Redis is away'));
  const queues = new Map(jobNames.map((name) => [name, openQueue(name, connection, log)]));

  async function add<N extends JobName>(name: N, payload: JobPayload<N>) {
    const definition = jobs[name];
    const data = definition.payload.parse(payload);
    const key = (definition.key as (payload: JobPayload<N>) => string)(payload);
    await queues.get(name)?.add(name, data, {
      jobId: key,
      attempts: definition.attempts,
      backoff: { type: 'exponential', delay: 1000 },
      removeOnComplete: true,
      removeOnFail: true,
    });
  }

  return {
    enqueue: (async (name, payload) => {
      try {
        await withPatience(add(name, payload));
      } catch (error) {
        log.warn({ job: name, err: error }, 'job not queued; the sweep will find the work');
      }
    }) satisfies Enqueue,
    /** Jobs that wait or are under way, by name. Throws while Redis is away. */
    async waiting(): Promise<Record<string, number>> {
      const counts = [...queues].map(async ([name, queue]) => [name, await queue.getJobCountByTypes(...unfinished)]);
      return Object.fromEntries(await Promise.all(counts));
    },
    close: async () => {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      connection.disconnect();
    },
  };
}

function openQueue(name: JobName, connection: Redis, log: Log): Queue {
  const queue = new Queue(name, { connection, skipVersionCheck: true, skipWaitingForReady: true });
  queue.on('error', (error) => log.debug({ job: name, err: error }, 'queue has trouble'));
  return queue;
}

async function withPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer in ${patienceMs} ms`)), patienceMs);
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
