import { createRequire } from 'node:module';
import { bucketSettings, openBucket } from '../../services/adapters/bucket/open-bucket.ts';
import { timeJobs } from '../../services/adapters/metrics/job-metrics.ts';
import { startMetrics } from '../../services/adapters/metrics/start-metrics.ts';
import { connectPostgres } from '../../services/adapters/postgres/connect.ts';
import { openQueues } from '../../services/adapters/queue/enqueue.ts';
import { openPublisher } from '../../services/adapters/realtime/publish.ts';
import { ffmpegVersion } from '../../services/adapters/video/version.ts';
import { systemClock } from '../../services/clock.ts';
import { readConfig } from '../../services/config.ts';
import { openSigner } from '../../services/custody/signing/signer.ts';
import { createLog } from '../../services/log.ts';
import { closeOnSignal } from '../../services/shutdown.ts';
import { startClipPreview } from './clip-preview.ts';
import { startClipSeal } from './clip-seal.ts';
import { startAuditSeal } from './custody/audit-seal.ts';
import { startDestructionRun } from './custody/destruction-run.ts';
import { startEvidencePrepare } from './custody/evidence-prepare.ts';
import { startHoldApply } from './custody/hold-apply.ts';
import { startCustody } from './custody/start-custody.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { startSegmentTag } from './segment-tag.ts';
import { startSessionTag } from './session-tag.ts';
import { startSweep } from './sweep.ts';

const config = readConfig();
const log = createLog('jobs', config.LOG_LEVEL);
const metrics = await startMetrics({ host: config.METRICS_HOST, port: config.METRICS_PORT, log });
const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const { db, close: closeDb } = connectPostgres(config.DATABASE_URL, {
  max: 12,
  onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
});
const bucket = await openBucket(bucketSettings(config, 'footage'));
const derived = await openBucket(bucketSettings(config, 'derived'));
const queues = openQueues({ redisUrl: config.REDIS_URL, log });
const publisher = openPublisher({ redisUrl: config.REDIS_URL, log });

const deps: JobsDeps = {
  db,
  bucket,
  derived,
  clock: systemClock,
  log,
  enqueue: queues.enqueue,
  publish: publisher.publish,
  ...{ redisUrl: config.REDIS_URL, lockDays: config.LOCK_DAYS },
  onAttempt: timeJobs(metrics.register, queues.waiting),
  ...{ ffmpegPath: config.FFMPEG_PATH, tsaUrl: config.TSA_URL },
  signer: await openSigner({ db, clock: systemClock, keysPath: config.KEYS_PATH }),
  software: { minhchung: version, ffmpeg: await ffmpegVersion(config.FFMPEG_PATH) },
};
const workers = [
  ...[startSegmentTag(deps), startSessionTag(deps), startClipSeal(deps), startClipPreview(deps)],
  ...[startHoldApply(deps), startEvidencePrepare(deps), startDestructionRun(deps)],
];
const sweeping = startSweep(deps, config.SWEEP_MS);
const auditSeal = await startAuditSeal(deps, {
  everyMs: config.SWEEP_MS,
  headEveryMs: config.AUDIT_HEAD_MINUTES * 60_000,
  headsFile: config.AUDIT_HEADS_FILE,
});
const custody = startCustody(deps, config);
log.info('jobs started');

closeOnSignal(log, {
  sweep: sweeping,
  auditSeal,
  custody,
  workers: { close: async () => void (await Promise.all(workers.map((worker) => worker.close()))) },
  queues,
  publisher,
  bucket,
  derived,
  database: { close: closeDb },
  metrics,
});
