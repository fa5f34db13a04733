import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readStrip, type Strip } from './strip.ts';

const run = promisify(execFile);
const maxBuffer = 1 << 30;

/** Runs ffmpeg, which may not complain. Returns what it writes to its output. */
async function decode(args: string[]): Promise<Buffer> {
  const { stdout, stderr } = await run('ffmpeg', ['-v', 'error', ...args], { encoding: 'buffer', maxBuffer });
  if (stderr.length > 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const soundRate = 8000;

/** The sound of a file as 16-bit samples, mono, 8000 a second. */
function samplesOf(path: string, filter: string): Promise<Buffer> {
  const args = ['-i', path, '-map', '0:a:0', '-af', filter, '-ar', String(soundRate), '-ac', '1'];
  return decode([...args, '-f', 's16le', 'pipe:1']);
}

/** How long the sound of a file is once decoded, s. Throws when it does not decode without complaint. */
export async function decodedSeconds(path: string): Promise<number> {
  return (await samplesOf(path, 'anull')).length / 2 / soundRate;
}

/** Strips of all frames of a video file, in order; null where one cannot be read. Throws when the file does not decode. */
export async function stripsOf(path: string, size = { width: 640, height: 360 }): Promise<(Strip | null)[]> {
  const crop = `scale=${size.width}:${size.height},crop=${size.width}:${size.height / 4}:0:0`;
  const args = ['-i', path, '-map', '0:v:0', '-vf', crop, '-fps_mode', 'passthrough', '-pix_fmt', 'gray'];
  const luma = await decode([...args, '-f', 'rawvideo', 'pipe:1']);
  const frameBytes = (size.width * size.height) / 4;
  return Array.from({ length: Math.floor(luma.length / frameBytes) }, (_, index) =>
    readStrip({ data: luma.subarray(index * frameBytes, (index + 1) * frameBytes), ...size, channels: 1 }),
  );
}

/**
 * Starts of beeps in the sound of a file, ms from its first sample by the file's own clock: a hole in the sound counts
 * as silence. A beep that may have begun before the first sample is left out. Every simulated camera beeps at each full
 * second.
 */
export async function beepsOf(path: string): Promise<number[]> {
  const samples = await samplesOf(path, 'aresample=async=1:min_hard_comp=0.01');
  const starts: number[] = [];
  let lastLoud = 0;
  for (let sample = 0; sample * 2 + 1 < samples.length; sample++) {
    if (Math.abs(samples.readInt16LE(sample * 2)) < 4000) continue;
    if (sample - lastLoud > soundRate / 10) starts.push((sample * 1000) / soundRate);
    lastLoud = sample;
  }
  return starts;
}

export interface FrameTime {
  /** Presentation time, ms. */
  atMs: number;
  isKey: boolean;
}

/** Presentation times of a track as ffprobe sees them; `stream` is `v:0` or `a:0`. */
export async function packetTimes(path: string, stream: 'v:0' | 'a:0'): Promise<FrameTime[]> {
  const args = ['-v', 'error', '-select_streams', stream, '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0'];
  const { stdout } = await run('ffprobe', [...args, path], { maxBuffer });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .map(([time, flags]) => ({ atMs: Number(time) * 1000, isKey: (flags ?? '').startsWith('K') }))
    .sort((a, b) => a.atMs - b.atMs);
}
