import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpoolDisk } from './disk.ts';

/** Appends one track of one segment to its `.part` file and hashes it on the way. */
export async function openTrackWriter(folder: string, name: string, disk: SpoolDisk) {
  const file = await open(join(folder, name), 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async append(pieces: Buffer[]) {
      for (const piece of pieces) hash.update(piece);
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      const { bytesWritten } = await file.writev(pieces);
      if (bytesWritten !== length) throw new Error(`the disk took ${bytesWritten} of ${length} bytes`);
      bytes += length;
      disk.markDirty(file);
    },
    /** Closes without a flush, when the disk has failed; what it took stays in the file. */
    async abandon() {
      disk.forget(file);
      await file.close();
    },
    /** Flushes to disk and closes. Returns size and SHA-256 (hex). */
    async finish() {
      disk.forget(file);
      await file.sync();
      await file.close();
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

export type TrackWriter = Awaited<ReturnType<typeof openTrackWriter>>;
