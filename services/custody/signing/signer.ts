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
  const keys = found.length > 0 ? found : [await firstKey(db, keysPath, now)];
  await publishKeys(db, keys);
  const current = keys.findLast((key) => Date.parse(key.signsFrom) <= now.getTime());
  if (!current)
    throw new Error(`No signing key in ${keysPath} signs yet: the first does from ${keys[0]?.signsFrom} on.`);
  return current;
}

/** Only an installation that never had a key gets one made: a new one beside the known would be nobody's. */
async function firstKey(db: Database, keysPath: string, now: Date): Promise<SigningKey> {
  const known = await db.selectFrom('signing_keys').select('id').limit(1).executeTakeFirst();
  if (known)
    throw new Error(
      `The signing keys are not in ${keysPath}: mount that folder, or put its copy there. None is made anew.`,
    );
  const key = newKey({ now, signsFrom: now }, null);
  await writeKey(keysPath, key);
  return key;
}
