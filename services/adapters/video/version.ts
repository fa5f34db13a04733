import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What `ffmpeg -version` calls itself, for example `5.1.6-0+deb12u1`. */
export async function ffmpegVersion(ffmpegPath: string): Promise<string> {
  const { stdout } = await promisify(execFile)(ffmpegPath, ['-version']);
  return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}
