import type { z } from 'zod';
import { fingerprintOf } from './ed25519.ts';
import type { Finding } from './finding.ts';
import { isSignedByItsKey, parseJson, splitSigned } from './signed-document.ts';

/** Public keys that may be believed; null when the checker knows none, and only the fingerprint can be shown. */
export type Believed = ReadonlySet<string> | null;

/** A signed document that was checked; `document` is null when it could not be read. */
export interface Checked<T> {
  document: T | null;
  /** The public key that it names. */
  publicKey: string | null;
  findings: Finding[];
}

/** Checks a signed document's shape, its signature and whose key it is. `name` stands in the findings. */
export function checkSigned<S extends z.ZodType>(file: Uint8Array, name: string, schema: S): Checked<z.infer<S>> {
  const signed = trySplit(file);
  const parsed = signed && schema.safeParse(parseJson(signed.document));
  if (!signed || !parsed?.success)
    return { document: null, publicKey: null, findings: [{ kind: 'document_unreadable', where: name }] };
  const findings: Finding[] = isSignedByItsKey(signed) ? [] : [{ kind: 'document_altered', where: name }];
  return { document: parsed.data, publicKey: signed.signature.publicKey, findings };
}

/** What is to be said of the keys that signed, once each. */
export function keyFindings(publicKeys: Iterable<string>, believed: Believed): Finding[] {
  return [...new Set(publicKeys)]
    .filter((key) => !believed?.has(key))
    .map((key) => ({ kind: believed === null ? 'key_unknown' : 'key_foreign', where: fingerprintOf(key) }));
}

function trySplit(file: Uint8Array) {
  try {
    return splitSigned(file);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
