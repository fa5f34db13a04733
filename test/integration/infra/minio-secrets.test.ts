import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startMinio } from '../../../infra/stack/minio.ts';
import { minioProgram } from '../../../infra/stack/minio-identities.ts';
import { testFolder } from '../../support/stack.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The real programs, but `mc` first writes down its command line, which every user of a machine can read. */
async function watchCommandLines(): Promise<string> {
  const folder = await testFolder('programs');
  const seen = join(folder, 'seen');
  await mkdir(join(folder, 'bin'));
  await symlink(minioProgram('minio'), join(folder, 'bin', 'minio'));
  const mc = join(folder, 'bin', 'mc');
  await writeFile(mc, `#!/bin/sh\necho "$@" >> '${seen}'\nexec '${minioProgram('mc')}' "$@"\n`);
  await chmod(mc, 0o755);
  vi.stubEnv('MINHCHUNG_CACHE', folder);
  return seen;
}

test('no secret of MinIO stands on a command line', async () => {
  const seen = await watchCommandLines();
  const minio = await startMinio({ dataPath: await testFolder('minio'), port: 0 });
  await minio.close();
  const lines = await readFile(seen, 'utf8');
  expect(lines.match(/admin user add local/g)).toHaveLength(3);
  const secrets = [minio.rootPassword, ...Object.values(minio.identities).map(({ secretKey }) => secretKey)];
  for (const secret of secrets) expect(lines).not.toContain(secret);
});
