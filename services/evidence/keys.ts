import type { PublishedKey } from '../contracts/evidence/signature.ts';
import { fingerprintOf, isSignature, keyIdOf } from './ed25519.ts';
import { documentBytes } from './signed-document.ts';

/** What the key before signs when a new one is made. */
export function endorsedBytes({
  keyId,
  publicKey,
  signsFrom,
}: Pick<PublishedKey, 'keyId' | 'publicKey' | 'signsFrom'>) {
  return documentBytes({ format: 'minhchung-key', formatVersion: 1, keyId, publicKey, signsFrom });
}

/**
 * The public keys that may be believed: those whose fingerprint is `known`, and those of `published` that a believed one
 * has endorsed. `met` are keys that nobody published, such as one that signed a document.
 */
export function believedKeys(
  published: readonly PublishedKey[],
  met: readonly string[],
  known: readonly string[],
): Set<string> {
  const all = [...met, ...published.map(({ publicKey }) => publicKey)];
  const believed = new Set(all.filter((key) => known.includes(fingerprintOf(key))));
  // Oldest first, so that one look is enough: a key is endorsed by one that was there before it.
  for (const key of published.toSorted((a, b) => Date.parse(a.signsFrom) - Date.parse(b.signsFrom))) {
    const { endorsement } = key;
    const by = [...believed].find((one) => keyIdOf(one) === endorsement?.keyId);
    if (by && endorsement && isSignature(endorsedBytes(key), endorsement.signature, by)) believed.add(key.publicKey);
  }
  return believed;
}
