import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';

/** Groups the datasync calls of all cameras: dirty files are synced together, about once a second. */
export interface SyncGroup {
  markDirty: (file: FileHandle) => void;
  forget: (file: FileHandle) => void;
  close: () => void;
}

/** `onError` hears of a disk that does not sync; footage written so far is then not safe against a power cut. */
export function startSyncGroup(everyMs: number, onError: (error: unknown) => void): SyncGroup {
  const dirty = new Set<FileHandle>();
  const timer = setInterval(() => {
    const files = [...dirty];
    dirty.clear();
    for (const file of files) {
      file.datasync().catch((error: unknown) => {
        if (file.fd !== -1) onError(error);
      });
    }
  }, everyMs);
  return {
    markDirty: (file) => dirty.add(file),
    forget: (file) => dirty.delete(file),
    close: () => clearInterval(timer),
  };
}

/** Appends one track of one segment to its `.part` file and hashes it on the way. */
export async function openTrackWriter(folder: string, name: string, sync: SyncGroup) {
  const file = await open(join(folder, name), 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    async append(data: Buffer) {
      hash.update(data);
      const { bytesWritten } = await file.write(data);
      if (bytesWritten !== data.length) throw new Error(`the disk took ${bytesWritten} of ${data.length} bytes`);
      bytes += data.length;
      sync.markDirty(file);
    },
    /** Closes without a flush, when the disk has failed; what it took stays in the file. */
    async abandon() {
      sync.forget(file);
      await file.close();
    },
    /** Flushes to disk and closes. Returns size and SHA-256 (hex). */
    async finish() {
      sync.forget(file);
      await file.sync();
      await file.close();
      return { bytes, sha256: hash.digest('hex') };
    },
  };
}

export type TrackWriter = Awaited<ReturnType<typeof openTrackWriter>>;
