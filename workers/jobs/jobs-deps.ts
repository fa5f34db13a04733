import type { JobAttempted } from '../../services/adapters/metrics/job-metrics.ts';
import type { PreviewDeps } from '../../services/casework/clips/previews.ts';
import type { SealingDeps } from '../../services/casework/clips/sealing.ts';

/** What the jobs stand on; made in main.ts. */
export interface JobsDeps extends SealingDeps, PreviewDeps {
  redisUrl: string;
  /** Locks in the object store are kept this many days ahead. */
  lockDays: number;
  onAttempt?: JobAttempted;
}
