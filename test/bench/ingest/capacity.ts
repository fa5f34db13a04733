import { execFile } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { copyToFiles } from './bare-ffmpeg.ts';
import { allRecordedSince, fps, framesLost, recordCameras, type Site } from './site.ts';

const run = promisify(execFile);
const firstCount = 64;
const mostCameras = 512;
const trialMs = 45_000;
/** Counts are searched this finely: a share of the largest that held. */
const fineness = 1 / 8;

export interface Capacity {
  say: (line: string) => void;
  /** How long the count that is told has held. */
  confirmMs: number;
}

/** The most cameras the whole house records without losing a frame. */
export function camerasZeroLoss(site: Site, options: Capacity): Promise<number> {
  return mostThatHold({ ...options, name: 'ours' }, (count, ms) => oursHolds(site, count, ms));
}

/** The most cameras that bare ffmpeg copies to files without losing a frame. */
export function ffmpegZeroLoss(site: Site, options: Capacity): Promise<number> {
  return mostThatHold({ ...options, name: 'bare ffmpeg' }, (count, ms) => ffmpegHolds(site, count, ms));
}

type Holds = (count: number, ms: number) => Promise<boolean>;

/** Doubles until it does not hold, halves the difference, then lets the best count prove itself for long. */
async function mostThatHold({ say, confirmMs, name }: Capacity & { name: string }, holds: Holds): Promise<number> {
  const trial = async (count: number, ms: number) => {
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

async function oursHolds(site: Site, count: number, ms: number): Promise<boolean> {
  if (!(await recordCameras(site, count))) return false;
  const from = new Date();
  await delay(ms);
  const to = new Date();
  return (await allRecordedSince(site.db, to)) && (await framesLost(site.db, from, to)) === 0;
}

async function ffmpegHolds({ address, folder }: Site, count: number, ms: number): Promise<boolean> {
  const path = join(folder, 'bare');
  await mkdir(path);
  const bare = copyToFiles(address, count, path);
  await delay(ms);
  const ended = await bare.close().then(
    () => true,
    () => false,
  );
  const lost = await Promise.all(
    (await readdir(path)).filter((name) => name.endsWith('.mp4')).map((name) => lostIn(join(path, name))),
  );
  await rm(path, { recursive: true });
  return ended && lost.length === count && lost.every((frames) => frames === 0);
}

/** Frames that lack in a file, by its own times. */
async function lostIn(path: string): Promise<number> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=nb_frames,duration',
    '-of',
    'json',
    path,
  ];
  const { streams } = JSON.parse((await run('ffprobe', args)).stdout) as {
    streams: { nb_frames: string; duration: string }[];
  };
  const [video] = streams;
  return video ? Math.round(Number(video.duration) * fps) - Number(video.nb_frames) : Number.POSITIVE_INFINITY;
}
