import { execFile } from 'node:child_process';
import { readdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { copyToFiles } from './bare-ffmpeg.ts';
import { allStoredUntil, fps, framesLost, recordCameras, withFolder, withSite } from './site.ts';

const run = promisify(execFile);
const firstCount = 64;
const mostCameras = 512;
const trialMs = 45_000;
/** Of one camera: 4 Mbit/s of pictures and 64 kbit/s of sound. */
const bytesPerSecond = 508_000;
/** Counts are searched this finely: a share of the largest that held. */
const fineness = 1 / 8;

export interface Capacity {
  say: (line: string) => void;
  /** How long the count that is told has held. */
  confirmMs: number;
}

/** The most cameras the whole house records without losing a frame; each trial has a house of its own. */
export function camerasZeroLoss(address: string, options: Capacity): Promise<number> {
  return mostThatHold({ ...options, name: 'ours' }, (count, ms) => oursHolds(address, count, ms));
}

/** The most cameras that bare ffmpeg copies to files without losing a frame. */
export function ffmpegZeroLoss(address: string, options: Capacity): Promise<number> {
  return mostThatHold({ ...options, name: 'bare ffmpeg' }, (count, ms) => ffmpegHolds(address, count, ms));
}

type Holds = (count: number, ms: number) => Promise<boolean>;

/** Doubles until it does not hold, halves the difference, then lets the best count prove itself for long. */
async function mostThatHold({ say, confirmMs, name }: Capacity & { name: string }, holds: Holds): Promise<number> {
  const trial = async (count: number, ms: number) => {
    if (!(await hasRoom(count, ms))) {
      say(`${name}: ${count} cameras for ${ms / 1000} s: the disk has no room for that`);
      return false;
    }
    const held = await holds(count, ms);
    say(`${name}: ${count} cameras for ${ms / 1000} s: ${held ? 'no frame lost' : 'frames lost'}`);
    return held;
  };
  let best = 0;
  let failed = mostCameras + 1;
  for (let count = firstCount; count <= mostCameras && failed > mostCameras; count *= 2) {
    if (await trial(count, trialMs)) best = count;
    else failed = count;
  }
  while (failed - best > Math.max(1, best * fineness)) {
    const middle = Math.floor((best + failed) / 2);
    if (await trial(middle, trialMs)) best = middle;
    else failed = middle;
  }
  while (best > 0 && !(await trial(best, confirmMs))) best = Math.floor(best * (1 - fineness));
  return best;
}

/** Whether the disk takes what so many cameras send, with a quarter to spare. */
async function hasRoom(count: number, ms: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(tmpdir());
  return bavail * bsize > 1.25 * count * (ms / 1000) * bytesPerSecond;
}

function oursHolds(address: string, count: number, ms: number): Promise<boolean> {
  return withSite(address, async (site) => {
    if (!(await recordCameras(site, count))) return false;
    const from = new Date();
    await delay(ms);
    const to = new Date();
    return (await allStoredUntil(site.db, to)) && (await framesLost(site.db, from, to)) === 0;
  });
}

function ffmpegHolds(address: string, count: number, ms: number): Promise<boolean> {
  return withFolder(async (folder) => {
    const bare = await copyToFiles(address, count, folder);
    await delay(ms);
    const ended = await bare.close().then(
      () => true,
      () => false,
    );
    // One that ended too early may have left a file that cannot be read.
    if (!ended) return false;
    const files = (await readdir(folder)).filter((name) => name.endsWith('.mp4'));
    const lost = await Promise.all(files.map((name) => lostIn(join(folder, name))));
    return lost.length === count && lost.every((frames) => frames === 0);
  });
}

/** Frames that lack in a file, by its own times. The first one is left out: ffmpeg joins in the middle of a GOP and misplaces it. */
async function lostIn(path: string): Promise<number> {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path];
  const [, ...seconds] = (await run('ffprobe', args)).stdout.trim().split('\n').map(Number);
  const [first, last] = [Math.min(...seconds), Math.max(...seconds)];
  return Math.round((last - first) * fps) + 1 - seconds.length;
}
