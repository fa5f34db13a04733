import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { id } from '../../contracts/shape.ts';
import { dropRun } from './drop.ts';
import {
  ifThere,
  isGone,
  isHalfWritten,
  namesIn,
  parseJson,
  parseSpoolName,
  readIfThere,
  runName,
  writeDurably,
} from './files.ts';
import { lockSpool } from './lock.ts';
import { quarantineFiles } from './quarantine.ts';
import { type Salvaged, salvageRun } from './salvage.ts';
import { type SpooledRun, spooledRun } from './sidecar.ts';

/**
 * Opens the spool folder for this process alone. Throws when another living worker has it. `workerId` is made once and
 * kept in the folder.
 */
export async function openSpool(path: string) {
  await mkdir(path, { recursive: true });
  const lock = await lockSpool(path);
  const kept = await readIfThere(join(path, 'worker-id'));
  const workerId = kept ?? `worker-${randomUUID()}`;
  if (kept === null) await writeDurably(path, 'worker-id', workerId);
  return { workerId, close: lock.close };
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
 * Makes a run that an earlier life of this worker left in the spool whole again. Its `run` is null when nothing is known
 * of it any more: all its files are in quarantine then.
 */
export async function salvageLeft({ folder }: RunFolder): Promise<Salvaged & { run: SpooledRun | null }> {
  const run = await readRun(folder);
  if (run !== null) return { run, ...(await salvageRun(folder, run)) };
  const names = (await namesIn(folder)).filter((name) => !isHalfWritten(name));
  const quarantined = await quarantineFiles(folder, names, 'unreadable');
  await dropRun(folder);
  return { run, sidecars: [], quarantined, failure: null };
}

async function readRun(folder: string): Promise<SpooledRun | null> {
  try {
    const text = await readIfThere(join(folder, runName));
    return text === null ? null : parseJson(spooledRun, text);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Bytes of footage in the spool, where a worker may be storing and removing it meanwhile. */
export async function spoolBytes(path: string): Promise<number> {
  let sum = 0;
  for await (const { folder } of spooledRuns(path)) sum += await footageBytes(folder);
  return sum;
}

/** The same in one run's folder. */
export async function footageBytes(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await namesIn(folder)) {
    if (parseSpoolName(name)?.track) sum += (await ifThere(stat(join(folder, name)), { size: 0 })).size;
  }
  return sum;
}
