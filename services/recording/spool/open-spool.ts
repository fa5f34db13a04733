import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { id } from '../../contracts/shape.ts';
import { dropRun } from './drop.ts';
import { isHalfWritten, isMissing, namesIn, parseJson, readIfThere, runName, writeDurably } from './files.ts';
import { type Quarantined, quarantineFiles } from './quarantine.ts';
import { salvageRun } from './salvage.ts';
import { type Sidecar, type SpooledRun, spooledRun } from './sidecar.ts';

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
  const self = await lifeOf(process.pid);
  if (owner !== null && owner !== self && (await isAlive(owner))) {
    throw new Error(
      `The spool ${path} is in use by process ${owner.split(' ')[0]}. Give each ingest worker a folder of its own (SPOOL_PATH).`,
    );
  }
  await writeDurably(dirname(path), basename(path), self ?? '');
}

/** Whether the process that wrote this still runs. A pid alone is not enough: after a boot another program may have it. */
async function isAlive(life: string): Promise<boolean> {
  const pid = Number(life.split(' ')[0]);
  return Number.isInteger(pid) && (await lifeOf(pid)) === life;
}

/** A process in one life of the machine: pid, when it started (proc(5), field 22), and the boot; null when there is none. */
async function lifeOf(pid: number): Promise<string | null> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  const startedAt = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  const boot = await readIfThere('/proc/sys/kernel/random/boot_id');
  return startedAt === undefined ? null : `${pid} ${startedAt} ${boot?.trim()}`;
}

/** A run's folder in the spool. */
export interface RunFolder {
  cameraId: string;
  runId: string;
  folder: string;
}

/** The runs in a spool, by camera and age. */
export async function* spooledRuns(path: string): AsyncGenerator<RunFolder> {
  for (const cameraId of (await namesIn(path)).filter((name) => id.safeParse(name).success).sort()) {
    for (const runId of (await namesIn(join(path, cameraId))).sort())
      yield { cameraId, runId, folder: join(path, cameraId, runId) };
  }
}

/**
 * A run that an earlier life of this worker left in the spool, made whole again. null when nothing is known of it any
 * more: all its files are in quarantine then. `onQuarantined` hears of what could not be used.
 */
export async function salvageLeft(
  { cameraId, runId, folder }: RunFolder,
  onQuarantined: (cameraId: string, runId: string, files: Quarantined[]) => void,
): Promise<{ run: SpooledRun; sidecars: Sidecar[] } | null> {
  const text = await readIfThere(join(folder, runName));
  const run = text === null ? null : parseJson(spooledRun, text);
  if (run === null) {
    const names = (await namesIn(folder)).filter((name) => !isHalfWritten(name));
    onQuarantined(cameraId, runId, await quarantineFiles(folder, names, 'unreadable'));
    await dropRun(folder);
    return null;
  }
  const { sidecars, quarantined } = await salvageRun(folder, run);
  onQuarantined(cameraId, runId, quarantined);
  return { run, sidecars };
}

/** Bytes of footage in the spool, where a worker may be storing and removing it meanwhile. */
export async function spoolBytes(path: string): Promise<number> {
  let sum = 0;
  for await (const { folder } of spooledRuns(path)) {
    for (const name of await namesIn(folder)) sum += await sizeOf(join(folder, name));
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
