import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder, loadFile } from '../../../infra/stack/camera/load-file.ts';
import { startSimulatedCameras } from '../../../infra/stack/camera.ts';
import type { House } from '../../../infra/up/house.ts';
import { median, percentile, type Result, round } from '../result.ts';
import { pidOf } from '../soak/faults.ts';
import { copyToFiles } from './bare-ffmpeg.ts';
import { camerasZeroLoss, ffmpegZeroLoss } from './capacity.ts';
import { type CpuTimes, cpuTimes, totalOf, used } from './cpu.ts';
import { allStoredUntil, framesLost, recordCameras, rowDelaysMs, type Site, withFolder, withSite } from './site.ts';

const cameraCounts = [1, 4, 8, 16, 32];
const memoryCount = 16;
const delayCount = 8;
const rounds = 5;
/** Two segments of each camera: every round has the same number of uploads. */
const roundMs = 20_000;
const settleMs = 5000;
const stuckMs = 60_000;

/**
 * What recording costs: CPU of ingest (Node and its ffmpeg: spool, hash, upload under lock, rows) over that of bare
 * ffmpeg that copies both tracks of the same cameras to files, side by side; the stores' CPU is told apart. Then how
 * many cameras each of the two records here without losing a frame for `minutes`.
 */
export async function benchIngest(say: (line: string) => void, { minutes = 5 } = {}): Promise<Result> {
  const file = await loadFile(cacheFolder(process.env));
  return withFolder(async (folder) => {
    const logPath = join(folder, 'cameras.log');
    const cameras = await startSimulatedCameras({ cameras: [{ name: 'load', number: 1, file }], logPath });
    const address = cameras.addresses.load ?? '';
    try {
      const result = await withSite(address, (site) => costs(site, say));
      const capacity = { say, confirmMs: minutes * 60_000 };
      result.figures.cameras_zero_loss = await camerasZeroLoss(address, capacity);
      result.figures.cameras_zero_loss_ffmpeg = await ffmpegZeroLoss(address, capacity);
      return result;
    } finally {
      await cameras.close();
    }
  });
}

/** CPU and memory for each number of cameras. */
async function costs(site: Site, say: (line: string) => void): Promise<Result> {
  const idleMib = await nodeMib(site.house);
  const result: Result = { rows: [], figures: { node_mib_idle: round(idleMib, 1) } };
  for (const count of cameraCounts) {
    if (!(await recordCameras(site, count))) throw new Error(`${count} cameras do not all record`);
    say(`${count} cameras: ${rounds} rounds of ${roundMs / 1000} s`);
    await measure(site, count, result);
    if (count === memoryCount) await measureMemory(site, count, idleMib, result);
    say(JSON.stringify({ ...result.rows.at(-1), ...result.figures }));
  }
  return result;
}

async function measure(site: Site, count: number, result: Result) {
  const path = join(site.folder, 'bare');
  await mkdir(path);
  const bare = await copyToFiles(site.address, count, path);
  await delay(settleMs);
  const startedAt = new Date();
  const samples: Sample[] = [];
  for (let i = 0; i < rounds; i++) samples.push(await sample(site.house, bare.pids));
  const endedAt = new Date();
  await bare.close();
  await rm(path, { recursive: true });
  await allStoredUntil(site.db, endedAt);
  const mid = (pick: (one: Sample) => number) => median(samples.map(pick));
  const ratio = mid((one) => totalOf(one.ingest) / totalOf(one.bare));
  result.figures[`cpu_ratio_${count}`] = round(ratio, 2);
  result.figures[`frames_lost_${count}`] = await framesLost(site.db, startedAt, endedAt);
  if (count === delayCount) Object.assign(result.figures, rowDelays(await rowDelaysMs(site.db, startedAt, endedAt)));
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

function rowDelays(delaysMs: readonly number[]) {
  return { row_p50_ms: Math.round(percentile(delaysMs, 0.5)), row_p99_ms: Math.round(percentile(delaysMs, 0.99)) };
}

/** Memory of ingest's Node that is its own (PSS), MiB. */
async function nodeMib(house: House): Promise<number> {
  const rollup = await readFile(`/proc/${pidOf(house, 'ingest')}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024;
}

/** Ingest's memory for each camera, in normal running and with an object store that takes connections and answers nothing. */
async function measureMemory({ db, house }: Site, count: number, idleMib: number, { figures }: Result) {
  const mibPerCamera = async () => round(((await nodeMib(house)) - idleMib) / count, 2);
  figures[`node_mib_per_camera_${count}`] = await mibPerCamera();
  process.kill(pidOf(house, 'MinIO'), 'SIGSTOP');
  await delay(stuckMs);
  figures[`node_mib_per_camera_${count}_stuck`] = await mibPerCamera();
  process.kill(pidOf(house, 'MinIO'), 'SIGCONT');
  await allStoredUntil(db, new Date());
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
