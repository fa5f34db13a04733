import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  postgresAdmin: z.string(),
  postgresOwner: z.string(),
  postgresService: z.string(),
  minioRoot: z.string(),
  secretKey: z.string(),
  vaultKey: z.string(),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The passwords of this installation: made at the first start and kept in a file only its owner may read. */
export async function loadSecrets(dataPath: string): Promise<Secrets> {
  const path = join(dataPath, 'secrets.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const password = () => randomBytes(24).toString('base64url');
  const made: Secrets = {
    postgresAdmin: password(),
    postgresOwner: password(),
    postgresService: password(),
    minioRoot: password(),
    secretKey: randomBytes(32).toString('hex'),
    vaultKey: randomBytes(32).toString('hex'),
  };
  // A file of an earlier version lacks the key of the vault, and nothing else.
  const secrets = text === null ? made : secretsSchema.parse({ vaultKey: made.vaultKey, ...JSON.parse(text) });
  await writePrivate(path, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** Writes a file only its owner may read; after a crash it is the old one or the new one. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text, { mode: 0o600, flush: true });
  await rename(`${path}.part`, path);
}
