import { createPrivateKey } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { publishedKey } from '../../contracts/evidence/signature.ts';
import type { SigningKey } from './signing-key.ts';

const suffix = '.key.json';

const keyFile = publishedKey.extend({
  format: z.literal('minhchung-signing-key'),
  /** PKCS #8, PEM. */
  privateKey: z.string(),
});

/**
 * The signing keys in a folder (or among the systemd credentials of a unit), oldest first. Throws with the file's name
 * when one cannot be read.
 */
export async function readKeys(folder: string): Promise<SigningKey[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const keys = await Promise.all(names.filter((name) => name.endsWith(suffix)).map((name) => readKey(folder, name)));
  return keys.sort((a, b) => Date.parse(a.signsFrom) - Date.parse(b.signsFrom));
}

async function readKey(folder: string, name: string): Promise<SigningKey> {
  const path = join(folder, name);
  try {
    const { format: _, privateKey, ...published } = keyFile.parse(JSON.parse(await readFile(path, 'utf8')));
    return { ...published, privateKey: createPrivateKey(privateKey) };
  } catch (error) {
    throw new Error(`The signing key ${path} cannot be read: put it back from its copy.`, { cause: error });
  }
}

/** Keeps a key as a file that only its owner may read. */
export async function writeKey(folder: string, { privateKey, ...published }: SigningKey): Promise<void> {
  const pem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const file: z.infer<typeof keyFile> = { format: 'minhchung-signing-key', ...published, privateKey: pem };
  const path = join(folder, `${published.keyId}${suffix}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${path}.part`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.part`, path);
  } catch (error) {
    throw new Error(`No signing key can be written to ${folder}: make the folder writable or put a key there.`, {
      cause: error,
    });
  }
}
