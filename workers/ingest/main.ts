import { bucketSettings, openBucket } from '../../services/adapters/bucket/open-bucket.ts';
import { startMetrics } from '../../services/adapters/metrics/start-metrics.ts';
import { connectPostgres } from '../../services/adapters/postgres/connect.ts';
import { openQueues } from '../../services/adapters/queue/enqueue.ts';
import { openPublisher } from '../../services/adapters/realtime/publish.ts';
import { systemClock } from '../../services/clock.ts';
import { readConfig } from '../../services/config.ts';
import { createLog } from '../../services/log.ts';
import { closeOnSignal } from '../../services/shutdown.ts';
import { startIngest } from './ingest.ts';
import { createIngestMetrics } from './ingest-metrics.ts';

const config = readConfig();
const log = createLog('ingest', config.LOG_LEVEL);
const metrics = await startMetrics({ host: config.METRICS_HOST, port: config.METRICS_PORT, log });
const { db, close: closeDb } = connectPostgres(config.DATABASE_URL, {
  onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
});
const bucket = await openBucket(bucketSettings(config, 'footage'));
const queues = openQueues({ redisUrl: config.REDIS_URL, log });
const publisher = openPublisher({ redisUrl: config.REDIS_URL, log });
const ingest = await startIngest({
  db,
  bucket,
  log,
  clock: systemClock,
  metrics: createIngestMetrics(metrics.register),
  enqueue: queues.enqueue,
  publish: publisher.publish,
  secretKey: Buffer.from(config.SECRET_KEY, 'hex'),
  workerId: config.WORKER_ID,
  spoolPath: config.SPOOL_PATH,
  spoolLimitBytes: config.SPOOL_LIMIT_MIB * 1024 * 1024,
  leaseMs: config.LEASE_MS,
  segmentMs: config.SEGMENT_MS,
  stallMs: config.STALL_MS,
  ffmpeg: config.FFMPEG_PATH,
  ffprobe: config.FFPROBE_PATH,
});
log.info({ workerId: ingest.workerId }, 'ingest started');

closeOnSignal(log, { ingest, queues, publisher, bucket, database: { close: closeDb }, metrics });
