import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bucket } from '../../services/adapters/bucket/bucket.ts';
import type { Database } from '../../services/adapters/postgres/connect.ts';
import type { Enqueue } from '../../services/adapters/queue/enqueue.ts';
import type { Publish } from '../../services/adapters/realtime/publish.ts';
import { createBufferPool } from '../../services/adapters/video/buffer-pool.ts';
import type { Clock } from '../../services/clock.ts';
import type { Log } from '../../services/log.ts';
import { cameraSource } from '../../services/recording/cameras/source.ts';
import { leftRuns, openSpool, spoolBytes } from '../../services/recording/spool/open-spool.ts';
import { quarantinedIn } from '../../services/recording/spool/quarantine.ts';
import { startSyncGroup } from '../../services/recording/spool/track-writer.ts';
import { startFleet } from './fleet.ts';
import type { IngestMetrics } from './ingest-metrics.ts';
import { openSpoolRoom } from './spool-room.ts';
import { watchTimeServer } from './time-server.ts';
import { startUploads, type Uploads } from './uploads.ts';

export interface IngestInputs {
  db: Database;
  bucket: Bucket;
  log: Log;
  clock: Clock;
  enqueue: Enqueue;
  publish: Publish;
  metrics: IngestMetrics;
  /** Opens the cameras' passwords. */
  secretKey: Buffer;
  /** Empty: the spool's own. */
  workerId: string;
  spoolPath: string;
  spoolLimitBytes: number;
  leaseMs: number;
  segmentMs: number;
  stallMs: number;
  ffmpeg: string;
  ffprobe: string;
}

/** Unused memory kept for fragments and uploads. */
const poolBytes = 64 * 1024 * 1024;

/**
 * One ingest worker: takes cameras, records them into its spool, and brings the spool to safety. What an earlier life
 * left in the spool goes first. Throws when another living worker has the spool. The caller owns what it passes in.
 */
export async function startIngest(inputs: IngestInputs) {
  const { db, log, spoolPath } = inputs;
  const spool = await openSpool(spoolPath);
  const workerId = inputs.workerId || spool.workerId;
  const pipesFolder = await mkdtemp(join(tmpdir(), 'minhchung-'));
  const sync = startSyncGroup(1000, (error) => log.error({ err: error }, 'spool disk does not sync'));
  const pool = createBufferPool(poolBytes);
  const timeServer = watchTimeServer();
  const room = await openSpoolRoom({
    path: spoolPath,
    limitBytes: inputs.spoolLimitBytes,
    startBytes: await spoolBytes(spoolPath),
    log,
  });
  const uploads = startUploads({ ...inputs, workerId, pool, onFreed: room.free });
  await takeUpLeftRuns(inputs, uploads);
  const facts = () => ({
    spoolBytes: room.bytes(),
    spoolLimitBytes: inputs.spoolLimitBytes,
    clockSynced: timeServer.isSynced(),
  });
  const fleet = startFleet({
    ...inputs,
    workerId,
    pipesFolder,
    pool,
    sync,
    uploads,
    onSpooled: room.add,
    spoolIsFull: room.isFull,
    spoolHasRoom: room.wait,
    facts,
    sourceUrl: (cameraId) => cameraSource(db, inputs.secretKey, cameraId),
  });
  inputs.metrics.watch({ facts, cameras: fleet.cameras, waiting: uploads.waiting });
  return {
    workerId,
    /** In order: cameras, uploads, leases (so that nobody takes over before the last upload), spool. */
    async close() {
      await fleet.close();
      await uploads.close();
      await fleet.release().catch((error: unknown) => log.warn({ err: error }, 'leases not given back'));
      room.close();
      sync.close();
      timeServer.close();
      await rm(pipesFolder, { recursive: true, force: true });
      await spool.close();
    },
  };
}

async function takeUpLeftRuns({ spoolPath, log }: IngestInputs, uploads: Uploads) {
  for await (const { cameraId, runId, files } of quarantinedIn(spoolPath))
    uploads.stillQuarantined(cameraId, runId, files);
  for await (const { folder, run, sidecars, quarantined } of leftRuns(spoolPath, uploads.quarantined)) {
    const context = { cameraId: run.cameraId, runId: run.runId, segments: sidecars.length };
    log.warn(context, 'footage salvaged from the spool');
    uploads.quarantined(run.cameraId, run.runId, quarantined);
    for (const sidecar of sidecars) uploads.segment(folder, run, sidecar);
    uploads.runEnded(folder, run.cameraId, run.runId, 'worker_lost');
  }
}
