import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder, loadFile } from '../../infra/stack/camera/load-file.ts';
import { startSimulatedCameras } from '../../infra/stack/camera.ts';
import { type House, startHouse } from '../../infra/up/house.ts';
import { connectPostgres, type Database } from '../../services/adapters/postgres/connect.ts';
import { createCamera } from '../../services/recording/cameras.ts';
import { createRoom } from '../../services/recording/rooms.ts';
import { copyToFiles } from './bare-ffmpeg.ts';
import { type CpuTimes, cpuTimes, totalOf, used } from './cpu.ts';
import { median, type Result, round } from './result.ts';

const cameraCounts = [1, 4, 8];
const rounds = 5;
const roundMs = 12_000;
const settleMs = 5000;
const fps = 25;

/**
 * What recording costs: CPU of ingest (Node and its ffmpeg: spool, hash, upload under lock, rows) over that of bare
 * ffmpeg that copies both tracks of the same cameras to files, side by side. The stores' CPU is told apart.
 */
export async function benchIngest(say: (line: string) => void): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-bench-'));
  await chmod(folder, 0o755);
  const file = await loadFile(cacheFolder(process.env));
  const cameras = await startSimulatedCameras({
    cameras: [{ name: 'load', number: 1, file }],
    logPath: join(folder, 'cameras.log'),
  });
  const house = await startHouse({ dataPath: folder, apiHost: '127.0.0.1', apiPort: 0, demo: false, say });
  const { db, close } = connectPostgres(house.env.DATABASE_URL ?? '', { onIdleError: () => undefined });
  try {
    const { id: roomId } = await createRoom(db, { code: 'bench', name: 'Bench', kind: 'reception' });
    const result: Result = { rows: [], figures: {} };
    for (const count of cameraCounts) {
      await addCameras({ db, house, roomId, address: cameras.addresses.load ?? '' }, count);
      say(`${count} cameras: ${rounds} rounds of ${roundMs / 1000} s`);
      await measure({ db, house, folder, address: cameras.addresses.load ?? '' }, count, result);
    }
    return result;
  } finally {
    await close();
    await house.close();
    await cameras.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Site {
  db: Database;
  house: House;
  address: string;
}

/** Brings the room to `count` cameras and waits until each has footage in the bucket. */
async function addCameras(site: Site & { roomId: string }, count: number) {
  const { db, house, roomId, address } = site;
  const key = Buffer.from(house.env.SECRET_KEY ?? '', 'hex');
  const there = await db.selectFrom('cameras').select('id').execute();
  for (let number = there.length + 1; number <= count; number++)
    await createCamera(db, key, { roomId, code: `c${number}`, name: `Camera ${number}`, address });
  const stored = () => db.selectFrom('cameras').select('id').where('last_segment_ended', 'is not', null).execute();
  while ((await stored()).length < count) await delay(500);
}

async function measure(site: Site & { folder: string }, count: number, result: Result) {
  const bare = copyToFiles(site.address, count, site.folder);
  await delay(settleMs);
  const startedAt = new Date();
  const samples: Sample[] = [];
  for (let i = 0; i < rounds; i++) samples.push(await sample(site.house, bare.pids));
  await bare.close();
  const mid = (pick: (one: Sample) => number) => median(samples.map(pick));
  const ratio = mid((one) => totalOf(one.ingest) / totalOf(one.bare));
  result.figures[`cpu_ratio_${count}`] = round(ratio, 2);
  result.figures[`frames_lost_${count}`] = await framesLost(site.db, startedAt);
  const percent = (pick: (one: Sample) => number) => round((mid(pick) / (roundMs / 1000)) * 100, 2);
  const part = (name: string) => percent((one) => one.ingest.get(name) ?? 0);
  result.rows.push({
    cameras: count,
    'bare ffmpeg %': percent((one) => totalOf(one.bare)),
    'ingest %': percent((one) => totalOf(one.ingest)),
    'its ffmpeg %': part('ffmpeg'),
    'its Node %': percent((one) => totalOf(one.ingest) - (one.ingest.get('ffmpeg') ?? 0)),
    ratio: round(ratio, 2),
    'frames lost': result.figures[`frames_lost_${count}`] ?? Number.NaN,
    ...Object.fromEntries(others.map((name) => [`${name} %`, percent((one) => totalOf(one.others.get(name) ?? none))])),
  });
}

const none: CpuTimes = new Map();
/** Reported apart. */
const others = ['MinIO', 'PostgreSQL', 'Redis', 'jobs', 'api'];

interface Sample {
  ingest: CpuTimes;
  bare: CpuTimes;
  others: Map<string, CpuTimes>;
}

/** CPU that each had in the same stretch of time. */
async function sample(house: House, barePids: number[]): Promise<Sample> {
  const read = async () => ({
    ingest: await cpuTimes(pidOf(house, 'ingest')),
    bare: await Promise.all(barePids.map(cpuTimes)),
    others: await Promise.all(others.map((name) => cpuTimes(pidOf(house, name)))),
  });
  const before = await read();
  await delay(roundMs);
  const after = await read();
  const bare = before.bare.reduce((sum, one, i) => sum + totalOf(used(one, after.bare[i] ?? one)), 0);
  return {
    ingest: used(before.ingest, after.ingest),
    bare: new Map([['ffmpeg', bare]]),
    others: new Map(others.map((name, i) => [name, used(before.others[i] ?? none, after.others[i] ?? none)])),
  };
}

function pidOf(house: House, name: string): number {
  const running = house.parts.get(name)?.now();
  if (!running) throw new Error(`${name} does not run`);
  return running.pid;
}

/** Frames that were due since `from` and lie in no stored segment. */
async function framesLost(db: Database, from: Date): Promise<number> {
  const rows = await db
    .selectFrom('segments')
    .select(['started_at', 'ended_at', 'video_frames'])
    .where('started_at', '>', from)
    .execute();
  const due = rows.map((row) => ((row.ended_at.getTime() - row.started_at.getTime()) / 1000) * fps - row.video_frames);
  const gaps = await db.selectFrom('gaps').select(['from_at', 'to_at']).where('opened_at', '>', from).execute();
  const missing = gaps.map((gap) => (((gap.to_at ?? new Date()).getTime() - gap.from_at.getTime()) / 1000) * fps);
  return Math.round([...due, ...missing].reduce((sum, one) => sum + one, 0)) + 0;
}
