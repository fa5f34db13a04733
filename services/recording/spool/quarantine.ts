import { copyFile, mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { QuarantineReason } from '../../contracts/camera.ts';
import { namesIn, syncFolder } from './files.ts';

/** A file that could not become part of a segment. `path` is below the spool's quarantine folder. */
export interface Quarantined {
  path: string;
  bytes: number;
  reason: QuarantineReason;
}

const quarantineName = 'quarantine';

/** Moves files of a run's folder out of the way, for a person to look at. Those that are not there are left out. */
export async function quarantineFiles(
  folder: string,
  names: readonly string[],
  reason: QuarantineReason,
): Promise<Quarantined[]> {
  const there = new Set(await namesIn(folder));
  const target = await targetOf(folder);
  const moved: Quarantined[] = [];
  for (const name of names.filter((one) => there.has(one))) {
    const path = join(target, name);
    await rename(join(folder, name), path);
    moved.push({ path: below(path), bytes: (await stat(path)).size, reason });
  }
  await syncFolder(target);
  await syncFolder(folder);
  return moved;
}

/** Cuts a file to its first `keep` bytes; what came after is kept in quarantine as `<name>.tail`. */
export async function quarantineTail(folder: string, name: string, keep: number): Promise<Quarantined[]> {
  const source = join(folder, name);
  const { size } = await stat(source);
  if (size <= keep) return [];
  const target = await targetOf(folder);
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

/** `<spool>/<camera>/<run>` → `<spool>/quarantine/<camera>/<run>`, made if it is not there. */
async function targetOf(folder: string): Promise<string> {
  const spool = dirname(dirname(folder));
  const target = join(spool, quarantineName, relative(spool, folder));
  await mkdir(target, { recursive: true });
  return target;
}

function below(path: string): string {
  const run = dirname(path);
  return join(basename(dirname(run)), basename(run), basename(path));
}
