import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../log.ts';

const everyMs = 3_600_000;
/** What is destroyed in the store must not live on here for long. */
const oldestMs = 24 * 3_600_000;

/** Removes, every hour, what nobody has used for a day from the folder of audio made playable. */
export function startCacheCleaning(cachePath: string, log: Log): { close: () => Promise<void> } {
  let running = clean();
  const timer = setInterval(() => {
    running = clean();
  }, everyMs);
  function clean() {
    return removeUnused(cachePath, Date.now() - oldestMs).catch((error: unknown) =>
      log.warn({ err: error }, 'the cache could not be cleaned, the next hour tries again'),
    );
  }
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Removes files that were used for the last time before `beforeMs`. */
export async function removeUnused(folder: string, beforeMs: number): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreMissing)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const facts = await stat(file).catch(ignoreMissing);
    if ('mtimeMs' in facts && facts.mtimeMs < beforeMs) await rm(file, { force: true });
  }
}

/** Nothing was made playable yet, or somebody was faster. */
function ignoreMissing(error: unknown): never[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
