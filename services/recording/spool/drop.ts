import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isHalfWritten, namesIn, runName, sidecarName, syncIfThere, wholeName } from './files.ts';

/** Removes a stored segment's files; the sidecar goes last, so that a crash in between is mended by doing it again. */
export async function dropSegment(folder: string, seq: number): Promise<void> {
  await rm(join(folder, wholeName(seq, 'video')), { force: true });
  await rm(join(folder, wholeName(seq, 'audio')), { force: true });
  await rm(join(folder, sidecarName(seq)), { force: true });
  await syncIfThere(folder);
}

/** Removes the folder of a run that is over and stored whole. Does nothing while footage is left in it. */
export async function dropRun(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.some((name) => name !== runName && !isHalfWritten(name))) return;
  await rm(folder, { recursive: true, force: true });
}
