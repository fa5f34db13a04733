import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from '../../services/adapters/bucket/bucket.ts';
import type { Database } from '../../services/adapters/postgres/connect.ts';
import type { Enqueue } from '../../services/adapters/queue/enqueue.ts';
import type { Publish } from '../../services/adapters/realtime/publish.ts';
import { createBufferPool } from '../../services/adapters/video/pipes/buffer-pool.ts';
import type { Clock } from '../../services/clock.ts';
import type { Log } from '../../services/log.ts';
import { cameraSource } from '../../services/recording/cameras/source.ts';
import { startSpoolDisk } from '../../services/recording/spool/disk.ts';
import { openSpool, spoolBytes, spooledRuns } from '../../services/recording/spool/open-spool.ts';
import { quarantinedIn } from '../../services/recording/spool/quarantine.ts';
import { startFleet } from './fleet.ts';
import type { IngestMetrics } from './ingest-metrics.ts';
import { openSpoolRoom } from './spool-room.ts';
import { watchTimeServer } from './time-server.ts';
import { createTurns } from './turns.ts';
import { startUploads, type Uploads } from './uploads/uploads.ts';

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

/** Unused memory kept for fragments and uploads; a camera needs 2 MiB of it, and what has no room is collected as garbage. */
const poolBytes = 256 * 1024 * 1024;

/**
 * One ingest worker: takes cameras, records them into its spool, and brings the spool to safety. What an earlier life
 * left in the spool goes first. Throws when another living worker has the spool. The caller owns what it passes in.
 */
export async function startIngest(inputs: IngestInputs) {
  const { db, log, spoolPath } = inputs;
  const spool = await openSpool(spoolPath);
  const workerId = inputs.workerId || spool.workerId;
  const pipesFolder = await emptyFolder(join(spoolPath, 'pipes'));
  const disk = startSpoolDisk(1000, (error) => log.error({ err: error }, 'spool disk does not sync'));
  const pool = createBufferPool(poolBytes);
  const timeServer = watchTimeServer();
  const room = await openSpoolRoom({
    path: spoolPath,
    limitBytes: inputs.spoolLimitBytes,
    startBytes: await spoolBytes(spoolPath),
    log,
  });
  const uploads = startUploads({ ...inputs, workerId, pool, room });
  // Before any camera adds to them: what is older comes first.
  for await (const run of spooledRuns(spoolPath)) uploads.left(run);
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
    disk,
    uploads,
    onSpooled: room.add,
    spoolIsFull: room.isFull,
    spoolHasRoom: room.wait,
    facts,
    starts: createTurns(1),
    sourceUrl: (cameraId) => cameraSource(db, inputs.secretKey, cameraId),
  });
  const listed = listQuarantine(inputs, uploads);
  inputs.metrics.watch({ facts, cameras: fleet.cameras, waiting: uploads.waiting, backlog: () => disk.backlog.bytes });
  return {
    workerId,
    /** In order: cameras, uploads, leases (so that nobody takes over before the last upload), spool. */
    async close() {
      await fleet.close();
      await listed;
      await uploads.close();
      await fleet.release().catch((error: unknown) => log.warn({ err: error }, 'leases not given back'));
      room.close();
      disk.close();
      timeServer.close();
      await spool.close();
    },
  };
}

/** Tells the database of files that lie in quarantine: an earlier life may have died before it could. */
async function listQuarantine({ spoolPath, log }: IngestInputs, uploads: Uploads) {
  try {
    for await (const { cameraId, runId, files } of quarantinedIn(spoolPath))
      uploads.stillQuarantined(cameraId, runId, files);
  } catch (error) {
    log.error({ err: error }, 'quarantine not listed; it is tried again at the next start');
  }
}

/** Keeps the folder itself: on a full disk there may be no room for a new one. */
async function emptyFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
  return path;
}
