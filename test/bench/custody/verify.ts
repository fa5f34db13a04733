import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder, officeKey, writeFolder } from '../../support/evidence/made-up-folder.ts';
import { withFolder } from '../ingest/site.ts';
import { median, round } from '../result.ts';

const run = promisify(execFile);
const rounds = 5;
/** About 35 minutes of one camera: segments of 5 MB of pictures and 80 KB of sound. */
const segments = 210;
const sizes = { video: 5_000_000, audio: 80_000 };

/** The verifier on a folder in the page cache, beside `sha256sum` of the same files, in turn. */
export function benchVerify(say: (line: string) => void): Promise<Record<string, number>> {
  return withFolder(async (folder) => {
    await writeFolder(folder, makeFolder(segments, officeKey, sizes));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const megabytes = (segments * (sizes.video + sizes.audio)) / 1e6;
    const sums: number[] = [];
    const checks: number[] = [];
    await secondsOf('sha256sum', files);
    for (let i = 0; i < rounds; i++) {
      sums.push(await secondsOf('sha256sum', files));
      const cli = ['services/custody/verify-cli.ts', folder, '--key', officeKey.fingerprint];
      checks.push(await secondsOf(process.execPath, cli));
      say(`sha256sum ${sums[i]?.toFixed(2)} s, verify ${checks[i]?.toFixed(2)} s for ${megabytes} MB`);
    }
    return {
      verify_ratio: round(median(sums.map((sum, i) => sum / (checks[i] ?? Number.NaN))), 2),
      verify_mb_s: round(megabytes / median(checks), 0),
    };
  });
}

async function secondsOf(command: string, args: string[]): Promise<number> {
  const startedAt = performance.now();
  await run(command, args, { maxBuffer: 2 ** 26 });
  return (performance.now() - startedAt) / 1000;
}
