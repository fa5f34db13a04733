import type { Database } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { readKeys, writeKey } from './key-files.ts';
import { publishKeys } from './published-keys.ts';
import { newKey, type Signed, type SigningKey, signDocument } from './signing-key.ts';

export interface SignerInputs {
  db: Database;
  clock: Clock;
  /** Folder of the private keys. */
  keysPath: string;
}

export interface Signer {
  sign: (document: object) => Promise<Signed>;
}

/** Makes the first key when there is none, and publishes those that are new. A key that is added later is seen at once. */
export async function openSigner(inputs: SignerInputs): Promise<Signer> {
  await currentKey(inputs);
  return { sign: async (document) => signDocument(await currentKey(inputs), document) };
}

/** The newest key that signs already. A key is published before it signs anything. */
async function currentKey({ db, clock, keysPath }: SignerInputs): Promise<SigningKey> {
  const now = new Date(clock.now());
  const found = await readKeys(keysPath);
  const keys = found.length > 0 ? found : [newKey({ now, signsFrom: now }, null)];
  if (found.length === 0) for (const key of keys) await writeKey(keysPath, key);
  await publishKeys(db, keys);
  const current = keys.findLast((key) => Date.parse(key.signsFrom) <= now.getTime());
  if (!current)
    throw new Error(`No signing key in ${keysPath} signs yet: the first does from ${keys[0]?.signsFrom} on.`);
  return current;
}
