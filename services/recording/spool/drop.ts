import { rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { closedNames, ifThere, isHalfWritten, namesIn, runName } from './files.ts';

/**
 * Removes a stored segment's files; the sidecar goes last, so that a crash in between is mended by doing it again. Not
 * synced: files that a power cut brings back are stored already, and go when the spool is opened.
 */
export async function dropSegment(folder: string, seq: number): Promise<void> {
  for (const name of closedNames(seq)) await ifThere(unlink(join(folder, name)), undefined);
}

/** Removes the folder of a run that is over and stored whole. Does nothing while footage is left in it. */
export async function dropRun(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.some((name) => name !== runName && !isHalfWritten(name))) return;
  await rm(folder, { recursive: true, force: true });
}
