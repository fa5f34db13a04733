import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bucketSettings, openBucket } from '../../services/adapters/bucket/open-bucket.ts';
import { connectPostgres } from '../../services/adapters/postgres/connect.ts';
import { openQueues } from '../../services/adapters/queue/enqueue.ts';
import { openPublisher } from '../../services/adapters/realtime/publish.ts';
import { systemClock } from '../../services/clock.ts';
import { readConfig } from '../../services/config.ts';
import { createLog } from '../../services/log.ts';
import { cameraSource } from '../../services/recording/cameras.ts';
import { leftRuns, openSpool, spoolBytes } from '../../services/recording/spool/open-spool.ts';
import { startSyncGroup } from '../../services/recording/spool/track-writer.ts';
import { closeOnSignal } from '../../services/shutdown.ts';
import { startFleet } from './fleet.ts';
import { createSpoolRoom } from './spool-room.ts';
import { startUploads } from './uploads.ts';

const config = readConfig();
const log = createLog('ingest', config.LOG_LEVEL);
const key = Buffer.from(config.SECRET_KEY, 'hex');
const spool = await openSpool(config.SPOOL_PATH);
const workerId = config.WORKER_ID || spool.workerId;
const { db, close: closeDb } = connectPostgres(config.DATABASE_URL, {
  onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
});
const bucket = await openBucket(bucketSettings(config, 'footage'));
const queues = openQueues({ redisUrl: config.REDIS_URL, log });
const publisher = openPublisher({ redisUrl: config.REDIS_URL, log });
const socketFolder = await mkdtemp(join(tmpdir(), 'minhchung-'));
const sync = startSyncGroup(1000, (error) => log.error({ err: error }, 'spool disk does not sync'));
const room = createSpoolRoom(config.SPOOL_LIMIT_MIB * 1024 * 1024, await spoolBytes(config.SPOOL_PATH), log);
const uploads = startUploads({ db, bucket, enqueue: queues.enqueue, log, onFreed: room.free });

const onUnreadable = (folder: string) =>
  log.error({ folder }, 'spooled footage cannot be read; it stays for a person to look at');
for await (const { folder, run, sidecars, unreadable } of leftRuns(config.SPOOL_PATH, onUnreadable)) {
  log.warn(
    { cameraId: run.cameraId, runId: run.runId, segments: sidecars.length, unreadable },
    'footage salvaged from the spool',
  );
  for (const sidecar of sidecars) uploads.segment(folder, run, sidecar);
  uploads.runEnded(folder, run.cameraId, run.runId, 'worker_lost');
}

const fleet = startFleet({
  db,
  log,
  workerId,
  publish: publisher.publish,
  clock: systemClock,
  leaseMs: config.LEASE_MS,
  ffmpeg: config.FFMPEG_PATH,
  ffprobe: config.FFPROBE_PATH,
  segmentMs: config.SEGMENT_MS,
  stallMs: config.STALL_MS,
  spoolPath: config.SPOOL_PATH,
  socketFolder,
  sync,
  uploads,
  onSpooled: room.add,
  spoolIsFull: room.isFull,
  spoolHasRoom: room.wait,
  sourceUrl: (cameraId) => cameraSource(db, key, cameraId),
});
log.info({ workerId }, 'ingest started');

closeOnSignal(log, {
  fleet,
  uploads,
  leases: { close: fleet.release },
  sync: { close: async () => sync.close() },
  queues,
  publisher,
  bucket,
  database: { close: closeDb },
  sockets: { close: () => rm(socketFolder, { recursive: true, force: true }) },
  spool,
});
