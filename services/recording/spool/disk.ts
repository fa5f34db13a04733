import type { FileHandle } from 'node:fs/promises';

/** What the runs of a worker share of the spool's disk. */
export interface SpoolDisk {
  /** It is datasynced with the others, in the next round. */
  markDirty: (file: FileHandle) => void;
  forget: (file: FileHandle) => void;
  /** Bytes of all runs that are taken but not yet written. */
  backlog: { bytes: number };
  close: () => void;
}

/**
 * Syncs dirty files together every `everyMs`; a round waits for the one before. `onError` hears of a disk that does not
 * sync: footage written so far is then not safe against a power cut.
 */
export function startSpoolDisk(everyMs: number, onError: (error: unknown) => void): SpoolDisk {
  const dirty = new Set<FileHandle>();
  let isSyncing = false;

  async function sync() {
    if (isSyncing) return;
    isSyncing = true;
    const files = [...dirty];
    dirty.clear();
    await Promise.all(files.map((file) => file.datasync().catch((error) => file.fd !== -1 && onError(error))));
    isSyncing = false;
  }

  const timer = setInterval(sync, everyMs);
  return {
    markDirty: (file) => dirty.add(file),
    forget: (file) => dirty.delete(file),
    backlog: { bytes: 0 },
    close: () => clearInterval(timer),
  };
}
