import { Gauge, Histogram, type Registry } from 'prom-client';

/** Hears of each attempt at a job: its time in seconds, and whether it was done. */
export type JobAttempted = (job: string, seconds: number, isDone: boolean) => void;

/** Times jobs, and tells how many wait in each queue; `waiting` throws while Redis is away. */
export function timeJobs(register: Registry, waiting: () => Promise<Record<string, number>>): JobAttempted {
  const attempts = new Histogram({
    name: 'minhchung_job_attempt_seconds',
    help: 'Time of one attempt at a job',
    labelNames: ['job', 'outcome'] as const,
    buckets: [0.01, 0.05, 0.2, 1, 5, 30, 120, 600],
    registers: [register],
  });
  new Gauge({
    name: 'minhchung_redis_up',
    help: '1 while Redis answers',
    registers: [register],
    async collect() {
      this.set(
        await waiting().then(
          () => 1,
          () => 0,
        ),
      );
    },
  });
  new Gauge({
    name: 'minhchung_jobs_waiting',
    help: 'Jobs that wait or are under way; none is told while Redis is away',
    labelNames: ['job'] as const,
    registers: [register],
    async collect() {
      this.reset();
      const counts = await waiting().catch(() => ({}));
      for (const [job, count] of Object.entries(counts)) this.set({ job }, count);
    },
  });
  return (job, seconds, isDone) => attempts.observe({ job, outcome: isDone ? 'done' : 'failed' }, seconds);
}
