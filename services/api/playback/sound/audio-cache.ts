import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { type AudioPiece, splitAudioPiece } from '../../../adapters/video/sound/audio-piece.ts';

export interface AudioCacheInputs {
  /** Folder of this cache alone; made when missing, may be emptied at any moment. */
  path: string;
  /** The oldest pieces go when all together are larger. */
  maxBytes: number;
  /** At most this many conversions at once; others wait their turn. */
  maxConversions: number;
}

/**
 * Keeps audio pieces on disk. Files appear whole (written beside, then renamed); a file that does not parse is made
 * anew. Two requests for one piece make it once.
 */
export function createAudioCache({ path, maxBytes, maxConversions }: AudioCacheInputs) {
  const making = new Map<string, Promise<AudioPiece>>();
  const inTurn = pLimit(maxConversions);
  let bytes: number | null = null;

  async function makeAndKeep(file: string, make: () => Promise<Buffer>): Promise<AudioPiece> {
    const kept = await readKept(file);
    if (kept) return kept;
    const piece = await inTurn(make);
    await mkdir(path, { recursive: true });
    const beside = `${file}.${randomBytes(6).toString('hex')}.part`;
    await writeFile(beside, piece);
    await rename(beside, file);
    bytes = bytes === null ? null : bytes + piece.length;
    if (bytes === null || bytes > maxBytes) bytes = await removeOldest(path, maxBytes);
    return splitAudioPiece(piece);
  }

  return {
    /** The piece kept under `key`, or what `make` returns, which is then kept. A failure of `make` is not. */
    piece(key: readonly (string | number)[], make: () => Promise<Buffer>): Promise<AudioPiece> {
      const file = join(path, `${createHash('sha256').update(key.join('\n')).digest('hex')}.mp4`);
      const running = making.get(file);
      if (running) return running;
      const made = makeAndKeep(file, make).finally(() => making.delete(file));
      making.set(file, made);
      return made;
    },
  };
}

async function readKept(file: string): Promise<AudioPiece | null> {
  try {
    const piece = splitAudioPiece(await readFile(file));
    const now = new Date();
    await utimes(file, now, now);
    return piece;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing || error instanceof RangeError) return null;
    throw error;
  }
}

/** Removes the pieces used longest ago until four fifths of `maxBytes` are left. Returns what is left, bytes. */
async function removeOldest(path: string, maxBytes: number): Promise<number> {
  const files = [];
  for (const name of await readdir(path)) {
    const file = join(path, name);
    const facts = await stat(file).catch(() => null);
    if (facts) files.push({ file, bytes: facts.size, usedAtMs: facts.mtimeMs });
  }
  files.sort((a, b) => a.usedAtMs - b.usedAtMs);
  let left = files.reduce((sum, file) => sum + file.bytes, 0);
  if (left <= maxBytes) return left;
  for (const { file, bytes } of files) {
    if (left <= maxBytes * 0.8) break;
    await rm(file, { force: true });
    left -= bytes;
  }
  return left;
}
