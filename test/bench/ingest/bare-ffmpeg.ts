import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** As ingest does: all at once would stop the machine for seconds. */
const staggerMs = 150;

/** The reference: one ffmpeg per camera that copies picture and sound to files, and nothing else. */
export async function copyToFiles(address: string, count: number, folder: string) {
  const running: ChildProcess[] = [];
  while (running.length < count) {
    running.push(start(address, join(folder, `bare-${running.length}`)));
    await delay(staggerMs);
  }
  return {
    pids: running.map(({ pid }) => pid ?? 0),
    /** Lets them finish their files. Throws when one had ended before. */
    async close() {
      const early = running.filter(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
      await Promise.all(
        running.map(async (child) => {
          if (early.includes(child)) return;
          const exited = once(child, 'exit');
          child.kill('SIGINT');
          await exited;
        }),
      );
      if (early.length > 0) throw new Error(`${early.length} of ${count} bare ffmpeg ended too early`);
    },
  };
}

function start(address: string, path: string): ChildProcess {
  const input = ['-v', 'error', '-nostdin', '-y', '-rtsp_transport', 'tcp', '-i', address];
  const video = ['-map', '0:v:0', '-c', 'copy', '-f', 'mp4', `${path}.mp4`];
  const audio = ['-map', '0:a:0', '-c', 'copy', '-f', 'mov', `${path}.mov`];
  return spawn('ffmpeg', [...input, ...video, ...audio], { stdio: ['ignore', 'ignore', 'inherit'] });
}
