import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { type SimulatedCamera, startSimulatedCameras } from '../../../infra/stack/camera.ts';
import { startProgram } from '../../../infra/up/programs.ts';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { openQueues } from '../../../services/adapters/queue/enqueue.ts';
import { openPublisher } from '../../../services/adapters/realtime/publish.ts';
import { systemClock } from '../../../services/clock.ts';
import { createLog } from '../../../services/log.ts';
import { type CameraChange, changeCamera, createCamera } from '../../../services/recording/cameras/cameras.ts';
import { createRoom } from '../../../services/recording/rooms.ts';
import { segmentsBetween, type Track } from '../../../services/recording/segments.ts';
import { type IngestInputs, startIngest } from '../../../workers/ingest/ingest.ts';
import { createIngestMetrics } from '../../../workers/ingest/ingest-metrics.ts';
import { freshDatabase, redisUrl, testFolder } from '../../support/stack.ts';

export type RecorderHouse = Awaited<ReturnType<typeof openRecorderHouse>>;

export interface Options {
  cameras: SimulatedCamera[];
  login?: { user: string; password: string };
}

const secretKey = Buffer.alloc(32, 7);
/** Shorter than in life, so that tests see more borders. */
const settings = {
  clock: systemClock,
  secretKey,
  workerId: '',
  spoolLimitBytes: 1 << 30,
  leaseMs: 3000,
  segmentMs: 4500,
  stallMs: 4000,
  ffmpeg: 'ffmpeg',
  ffprobe: 'ffprobe',
};
const farFuture = new Date('9999-01-01');

/** Simulated cameras and one ingest worker, in this process, over a database and a disk store of its own. */
export async function openRecorderHouse({ cameras, login }: Options) {
  const database = await freshDatabase();
  const [{ db }, folder] = [database, await testFolder('recorder')];
  const bucket = await openBucket({ kind: 'disk', path: join(folder, 'footage'), locked: true });
  const log = createLog('test', 'silent');
  const url = await redisUrl();
  const queues = openQueues({ redisUrl: url, log });
  const publisher = openPublisher({ redisUrl: url, log });
  const simulated = await startSimulatedCameras({
    cameras,
    ...(login ? { login } : {}),
    logPath: join(folder, 'cameras.log'),
  });
  const room = await createRoom(db, { code: 'r1', name: 'Phòng 1', kind: 'reception' });
  const ids = new Map<string, string>();

  const idOf = (name: string) => ids.get(name) ?? '';
  return {
    db,
    folder,
    simulated,
    /** Adds a simulated camera as it is, or with other credentials or another address. */
    async add(name: string, change: { address?: string; user?: string; password?: string } = {}) {
      const address = simulated.addresses[name] ?? '';
      const camera = await createCamera(db, secretKey, { roomId: room.id, code: name, name, address, ...change });
      ids.set(name, camera.id);
    },
    start: (change: Partial<IngestInputs> = {}) => {
      const metrics = createIngestMetrics(new Registry());
      const stores = { db, bucket, log, metrics, enqueue: queues.enqueue, publish: publisher.publish };
      return startIngest({ ...settings, ...stores, spoolPath: join(folder, 'spool'), ...change });
    },
    /** An ingest worker as a program of its own, that can be killed or frozen. */
    startProcess(name: string, databaseUrl = database.url) {
      const env = { ...processEnv(folder, name), DATABASE_URL: databaseUrl, REDIS_URL: url };
      return startProgram({ name: 'ingest', main: 'workers/ingest/main.ts', env }, join(folder, name));
    },
    databaseUrl: database.url,
    ownerUrl: database.ownerUrl,
    /** What an administrator changes. */
    change: (name: string, change: CameraChange) =>
      db.transaction().execute((tx) => changeCamera(tx, secretKey, idOf(name), change)),
    idOf,
    ...readsOf(db, idOf),
    /** Writes one stored object to a file, which the next call with the same name overwrites. */
    async file(track: Track, name = 'track', from: Bucket = bucket) {
      const path = join(folder, `${name}.mp4`);
      await writeFile(path, await from.readAll(track));
      return path;
    },
    async close() {
      await simulated.close();
      await queues.close();
      await publisher.close();
      await bucket.close();
      await database.close();
    },
  };
}

function processEnv(folder: string, name: string) {
  return {
    BUCKET_KIND: 'disk',
    BUCKET_DISK_PATH: folder,
    SECRET_KEY: secretKey.toString('hex'),
    WORKER_ID: name,
    SPOOL_PATH: join(folder, `spool-${name}`),
    SEGMENT_MS: String(settings.segmentMs),
    STALL_MS: String(settings.stallMs),
  };
}

/** What the database says of a camera, by its name. */
function readsOf(db: Database, idOf: (name: string) => string) {
  return {
    camera: (name: string) =>
      db.selectFrom('cameras').selectAll().where('id', '=', idOf(name)).executeTakeFirstOrThrow(),
    segments: (name: string) => segmentsBetween(db, idOf(name), new Date(0), farFuture),
    gaps: (name: string) =>
      db.selectFrom('gaps').selectAll().where('camera_id', '=', idOf(name)).orderBy('from_at').execute(),
  };
}
