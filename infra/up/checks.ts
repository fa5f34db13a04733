import { execFile } from 'node:child_process';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const neededGib = 2;

/** Fails with one clear line when the disk is too full to record anything. */
export async function checkDiskSpace(dataPath: string): Promise<void> {
  const { bavail, bsize } = await statfs(dataPath);
  const freeGib = (bavail * bsize) / 1024 ** 3;
  if (freeGib < neededGib) {
    throw new Error(
      `only ${freeGib.toFixed(1)} GiB free for ${dataPath}, ${neededGib} needed; free some or set DATA_DIR`,
    );
  }
}

/** Builds the web pages when their sources are newer than the last build. Tells whether it did. */
export async function buildWeb(): Promise<boolean> {
  const built = await stat(join(root, 'web/dist/verify.html')).catch(() => null);
  const sources = ['services/contracts', 'services/evidence'].map((folder) => newest(join(root, folder)));
  const changedAt = Math.max(await newest(join(root, 'web'), ['dist']), ...(await Promise.all(sources)));
  if (built && built.mtimeMs > changedAt) return false;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  for (const config of ['web/vite.config.ts', 'web/verify/vite.config.ts']) {
    const args = [vite, 'build', '--config', join(root, config), '--logLevel', 'warn'];
    await promisify(execFile)(process.execPath, args, { cwd: root });
  }
  return true;
}

async function newest(folder: string, except: string[] = []): Promise<number> {
  let latest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (except.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? await newest(path) : (await stat(path)).mtimeMs);
  }
  return latest;
}
