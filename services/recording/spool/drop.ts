import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn, runName, sidecarName, syncFolder, wholeName } from './files.ts';

/** Removes a stored segment's files; the sidecar goes last, so that a crash in between is mended by doing it again. */
export async function dropSegment(folder: string, seq: number): Promise<void> {
  await rm(join(folder, wholeName(seq, 'video')), { force: true });
  await rm(join(folder, wholeName(seq, 'audio')), { force: true });
  await rm(join(folder, sidecarName(seq)), { force: true });
  await syncFolder(folder);
}

/** Removes the folder of a run that is over and stored whole. Does nothing while anything else is left in it. */
export async function dropRun(folder: string): Promise<void> {
  if ((await namesIn(folder)).some((name) => name !== runName)) return;
  await rm(join(folder, runName), { force: true });
  await rmdir(folder);
}
