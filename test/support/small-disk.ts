import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A disk of its own (tmpfs) at `path`, so many MiB large. */
export async function smallDisk(path: string, sizeMib: number): Promise<string> {
  await mkdir(path, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', path]);
  return path;
}

export const removeDisk = (path: string) => run('umount', [path]);

/** Leaves so many bytes free on a disk. */
export async function fillDisk(path: string, leaveBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  await writeFile(join(path, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
}

export const emptyDisk = (path: string) => rm(join(path, 'ballast'));
