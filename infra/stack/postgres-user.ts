import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { RunAs } from './run-as.ts';

/**
 * PostgreSQL refuses to run as root. As root this names another user: the owner of existing data, else `postgres`,
 * else `nobody`. When a folder above the data or the binaries does not let that user through (a clone under /root),
 * it keeps the one right to walk through folders instead of our opening them to everybody. Not root: null.
 */
export async function userForPostgres(dataPath: string, otherPaths: string[]): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  const user = (await ownerOf(dataPath)) ?? (await accountOf('postgres')) ?? (await accountOf('nobody'));
  if (!user) throw new Error('PostgreSQL must not run as root and there is no user "postgres" or "nobody" here');
  for (const path of [dirname(dataPath), ...otherPaths]) {
    if (!(await letsThrough(path, user))) return { ...user, capabilities: [await walkingRight()] };
  }
  return user;
}

async function ownerOf(path: string): Promise<RunAs | null> {
  const found = await stat(path).catch(() => null);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : null;
}

async function accountOf(name: string): Promise<RunAs | null> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

async function letsThrough(path: string, user: RunAs): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found) {
      const bit = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
      if ((found.mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}

/** Containers often lack dac_read_search; dac_override, which does more, is then what is left. */
async function walkingRight(): Promise<string> {
  const { stdout } = await promisify(execFile)('/usr/bin/setpriv', ['--dump']);
  const bounding = stdout.split('\n').find((line) => line.startsWith('Capability bounding set')) ?? '';
  return bounding.includes('dac_read_search') ? 'dac_read_search' : 'dac_override';
}
