import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSecrets } from '../../../infra/up/secrets.ts';
import { testFolder } from '../../support/stack.ts';

test('secrets are made once, and only their owner may read them', async () => {
  const folder = await testFolder('secrets');
  const made = await loadSecrets(folder);
  expect(made.vaultKey).toMatch(/^[0-9a-f]{64}$/);
  expect(made.vaultKey).not.toBe(made.secretKey);
  expect(await loadSecrets(folder)).toEqual(made);
  expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('an installation from before the vault gets its key, and keeps all others; anything else that lacks is a fault', async () => {
  const folder = await testFolder('secrets');
  const path = join(folder, 'secrets.json');
  const { vaultKey, ...before } = await loadSecrets(folder);
  await writeFile(path, JSON.stringify(before));
  const after = await loadSecrets(folder);
  expect(after).toEqual({ ...before, vaultKey: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(after.vaultKey).not.toBe(vaultKey);
  expect(await loadSecrets(folder)).toEqual(after);
  const { minioRoot, ...less } = after;
  await writeFile(path, JSON.stringify(less));
  await expect(loadSecrets(folder)).rejects.toThrow('minioRoot');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(less);
});
