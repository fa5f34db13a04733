import { constants, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Names inside a run's folder, and the few durable steps the spool is made of. */

export type TrackName = 'video' | 'audio';
export const partName = (seq: number, track: TrackName) => `${pad(seq)}.${track}.part`;
export const wholeName = (seq: number, track: TrackName) => `${pad(seq)}.${track}.mp4`;
/** What a closed segment consists of, the sidecar last. */
export const closedNames = (seq: number) => [wholeName(seq, 'video'), wholeName(seq, 'audio'), sidecarName(seq)];
export const sidecarName = (seq: number) => `${pad(seq)}.json`;
export const runName = 'run.json';

const pad = (seq: number) => String(seq).padStart(6, '0');

/** The sequence number and kind of a spool file, null for any other name. */
export function parseSpoolName(
  name: string,
): { seq: number; kind: 'part' | 'whole' | 'sidecar'; track: TrackName | null } | null {
  const match = /^(\d{6})\.(?:(video|audio)\.(part|mp4)|json)$/.exec(name);
  if (!match) return null;
  const track = match[2] === 'video' || match[2] === 'audio' ? match[2] : null;
  return { seq: Number(match[1]), kind: track === null ? 'sidecar' : match[3] === 'part' ? 'part' : 'whole', track };
}

const halfWritten = '.tmp';

/** A small file that a crash left half written: its content is nowhere needed. */
export const isHalfWritten = (name: string) => name.endsWith(halfWritten);

/** A file that is written anew, whose writes end when the disk has them. */
const newSynced = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_DSYNC;

/** Writes a small file so that after a power cut it is there whole or not at all. */
export async function writeDurably(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(`${path}${halfWritten}`, text, { flag: newSynced });
  await rename(`${path}${halfWritten}`, path);
}

/** The names in a folder, empty when it does not exist. */
export const namesIn = (folder: string): Promise<string[]> => ifThere(readdir(folder), []);

/** A file's text, null when it does not exist. */
export const readIfThere = (path: string): Promise<string | null> => ifThere(readFile(path, 'utf8'), null);

/** What a spool file says; null when a crash or the disk has spoilt it. */
export function parseJson<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** What work on a file or folder gives, or `otherwise` where that does not exist. */
export function ifThere<T, O>(work: Promise<T>, otherwise: O): Promise<T | O> {
  return work.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  });
}

/** Whether the disk has lost a file or cannot read it any more; a connection that fails may have the same codes. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return false;
  return (error.code === 'ENOENT' || error.code === 'EIO') && (error.syscall === 'open' || error.syscall === 'read');
}
