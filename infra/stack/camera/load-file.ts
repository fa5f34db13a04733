import { execFile } from 'node:child_process';
import { access, mkdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folder that outlives a checkout: built programs and made files. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.MINHCHUNG_CACHE || join(env.HOME || homedir(), '.cache/minhchung');
}

/** A stored 1080p25 H.264 stream of about 4 Mbit/s, 20 s, for cameras that cost nothing; made once for each length of GOP. */
export async function loadFile(cachePath: string, { ffmpegPath = 'ffmpeg', gopSeconds = 1 } = {}): Promise<string> {
  const path = join(cachePath, `load-1080p25-4m${gopSeconds === 1 ? '' : `-gop${gopSeconds}`}.h264`);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) return path;
  await mkdir(cachePath, { recursive: true });
  const half = `${path}.${process.pid}.part`;
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=25,noise=alls=12:allf=t', '-t', '20'];
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '0'];
  const gop = ['-g', String(25 * gopSeconds)];
  const rate = ['-b:v', '4M', '-maxrate', '4M', '-bufsize', '4M', '-x264-params', 'aud=1:scenecut=0'];
  const made = [...picture, ...encoder, ...gop, ...rate, '-f', 'h264', half];
  await promisify(execFile)(ffmpegPath, ['-v', 'error', '-y', ...made]);
  await rename(half, path);
  return path;
}
