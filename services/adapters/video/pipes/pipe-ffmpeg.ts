import { spawn } from 'node:child_process';

export interface PipeOptions {
  ffmpegPath: string;
  /** The child is killed after this. */
  timeoutMs: number;
  /** More output than this is an error. */
  maxBytes: number;
}

const keptStderrBytes = 2000;

/**
 * Runs ffmpeg with `input` on its stdin and returns its stdout. Throws when it fails, takes too long or writes too
 * much; the message ends with the last words of ffmpeg, which hold no address because the input is a pipe.
 */
export function pipeFfmpeg(args: readonly string[], input: Buffer, options: PipeOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.ffmpegPath, [...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    const output: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      bytes += chunk.length;
      if (bytes > options.maxBytes) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString('utf8')).slice(-keptStderrBytes);
    });
    // ffmpeg may close its input once it has what it needs (one picture): that is not a fault.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (error) => reject(new Error(`ffmpeg did not start: ${error.message}`, { cause: error })));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(new Error(`ffmpeg ended with ${signal ?? code} after ${bytes} bytes: ${stderr.trim()}`));
    });
  });
}
