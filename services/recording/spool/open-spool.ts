import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { id } from '../../contracts/shape.ts';
import { isMissing, namesIn, parseJson, readIfThere, runName, writeDurably } from './files.ts';
import { type Quarantined, quarantineFiles } from './quarantine.ts';
import { salvageRun } from './salvage.ts';
import { type Sidecar, type SpooledRun, spooledRun } from './sidecar.ts';

export interface LeftRun {
  folder: string;
  run: SpooledRun;
  sidecars: Sidecar[];
  quarantined: Quarantined[];
}

/**
 * Opens the spool folder for this process alone. Throws when another living worker has it. `workerId` is made once and
 * kept in the folder.
 */
export async function openSpool(path: string) {
  await mkdir(path, { recursive: true });
  await takeLock(join(path, 'lock'));
  const kept = await readIfThere(join(path, 'worker-id'));
  const workerId = kept ?? `worker-${randomUUID()}`;
  if (kept === null) await writeDurably(path, 'worker-id', workerId);
  return {
    workerId,
    close: () => rm(join(path, 'lock'), { force: true }),
  };
}

async function takeLock(path: string): Promise<void> {
  const owner = await readIfThere(path);
  if (owner !== null && isAlive(Number(owner))) {
    throw new Error(
      `The spool ${path} is in use by process ${owner}. Give each ingest worker a folder of its own (SPOOL_PATH).`,
    );
  }
  await rm(path, { force: true });
  const file = await open(path, 'wx');
  await file.writeFile(String(process.pid));
  await file.close();
}

function isAlive(pid: number): boolean {
  if (pid === process.pid || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The runs that an earlier life of this worker left in the spool, made whole again, oldest first. Of a run that nothing
 * is known of any more all files go to the quarantine, and `onUnreadable` hears of them.
 */
export async function* leftRuns(
  path: string,
  onUnreadable: (cameraId: string, runId: string, files: Quarantined[]) => void,
): AsyncGenerator<LeftRun> {
  const cameras = (await namesIn(path)).filter((name) => id.safeParse(name).success);
  for (const cameraId of cameras.sort()) {
    for (const runId of (await namesIn(join(path, cameraId))).sort()) {
      const folder = join(path, cameraId, runId);
      const text = await readIfThere(join(folder, runName));
      const run = text === null ? null : parseJson(spooledRun, text);
      if (run === null)
        onUnreadable(cameraId, runId, await quarantineFiles(folder, await namesIn(folder), 'unreadable'));
      else yield { folder, run, ...(await salvageRun(folder, run)) };
    }
  }
}

/** Bytes of footage in the spool, where a worker may be storing and removing it meanwhile. */
export async function spoolBytes(path: string): Promise<number> {
  let sum = 0;
  for (const cameraId of (await namesIn(path)).filter((name) => id.safeParse(name).success)) {
    for (const runId of await namesIn(join(path, cameraId))) {
      for (const name of await namesIn(join(path, cameraId, runId))) {
        sum += await sizeOf(join(path, cameraId, runId, name));
      }
    }
  }
  return sum;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
