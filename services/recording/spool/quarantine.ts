import { copyFile, mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { syncFolder } from '../../adapters/bucket/synced-files.ts';
import { type QuarantineReason, quarantineReason } from '../../contracts/recording/recorder.ts';
import { ifThere, namesIn } from './files.ts';

/** A file that could not become part of a segment. `path` is below the spool's quarantine folder. */
export interface Quarantined {
  path: string;
  bytes: number;
  reason: QuarantineReason;
}

const quarantineName = 'quarantine';

/** Where a file of a run lies once it is in quarantine, below that folder: the path itself says why. */
export const quarantinePath = (reason: QuarantineReason, cameraId: string, runId: string, name: string) =>
  join(reason, cameraId, runId, name);

/** Moves files of a run's folder out of the way, for a person to look at. Those that are not there are left out. */
export async function quarantineFiles(
  folder: string,
  names: readonly string[],
  reason: QuarantineReason,
): Promise<Quarantined[]> {
  const there = new Set(await namesIn(folder));
  const target = await targetOf(folder, reason);
  const moved: Quarantined[] = [];
  for (const name of names.filter((one) => there.has(one))) {
    const path = join(target, name);
    await rename(join(folder, name), path);
    moved.push({ path: below(path), bytes: (await stat(path)).size, reason });
  }
  await syncFolder(target);
  await ifThere(syncFolder(folder), undefined);
  return moved;
}

/** Cuts a file to its first `keep` bytes; what came after is kept in quarantine as `<name>.tail`. */
export async function quarantineTail(folder: string, name: string, keep: number): Promise<Quarantined[]> {
  const source = join(folder, name);
  const { size } = await stat(source);
  if (size <= keep) return [];
  const target = await targetOf(folder, 'unreadable');
  const path = join(target, `${name}.tail`);
  await rm(path, { force: true });
  await copyFile(source, path);
  await cutFront(path, keep, size);
  await syncFolder(target);
  await truncate(source, keep);
  return [{ path: below(path), bytes: size - keep, reason: 'unreadable' }];
}

/** Leaves only what comes after the first `skip` bytes; at most one fragment is read at once. */
async function cutFront(path: string, skip: number, size: number) {
  const file = await open(path, 'r+');
  try {
    const rest = Buffer.alloc(size - skip);
    await file.read(rest, 0, rest.length, skip);
    await file.write(rest, 0, rest.length, 0);
    await file.truncate(rest.length);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** `<spool>/<camera>/<run>` → `<spool>/quarantine/<reason>/<camera>/<run>`, made if it is not there. */
async function targetOf(folder: string, reason: QuarantineReason): Promise<string> {
  const spool = dirname(dirname(folder));
  const target = join(spool, quarantineName, reason, relative(spool, folder));
  await mkdir(target, { recursive: true });
  return target;
}

function below(path: string): string {
  const run = dirname(path);
  const camera = dirname(run);
  return join(basename(dirname(camera)), basename(camera), basename(run), basename(path));
}

/** All that lies in a spool's quarantine, run by run. */
export async function* quarantinedIn(
  spool: string,
): AsyncGenerator<{ cameraId: string; runId: string; files: Quarantined[] }> {
  const top = join(spool, quarantineName);
  for (const reason of quarantineReason.options) {
    for (const cameraId of await namesIn(join(top, reason))) {
      for (const runId of await namesIn(join(top, reason, cameraId))) {
        const files: Quarantined[] = [];
        for (const name of await namesIn(join(top, reason, cameraId, runId))) {
          const path = quarantinePath(reason, cameraId, runId, name);
          files.push({ path, bytes: (await stat(join(top, path))).size, reason });
        }
        yield { cameraId, runId, files };
      }
    }
  }
}
