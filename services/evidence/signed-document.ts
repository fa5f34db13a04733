import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { type Signature, signature as signatureSchema } from '../contracts/evidence/signature.ts';
import { isSignature, keyIdOf } from './ed25519.ts';

const lineEnd = 10;

/** A signed document taken apart; its signature has not been checked yet. */
export interface SignedDocument {
  /** The signed bytes: the first line without its end. */
  document: Uint8Array;
  signature: Signature;
}

/** A document as it is signed: JSON on one line, as RFC 8785 writes it. */
export function documentBytes(document: object): Uint8Array {
  const text = canonicalize(document);
  if (text === undefined) throw new TypeError('a document must be an object');
  return utf8ToBytes(text);
}

/** The file of a signed document: the document, its signature, each on a line. */
export function joinSigned(document: Uint8Array, signature: Signature): Uint8Array {
  const end = Uint8Array.of(lineEnd);
  return concatBytes(document, end, utf8ToBytes(JSON.stringify(signature)), end);
}

/** Takes a signed document apart. Throws RangeError when it is not of that shape, to the byte. */
export function splitSigned(file: Uint8Array): SignedDocument {
  const end = file.indexOf(lineEnd);
  if (end < 0) throw new RangeError('a signed document has two lines, this has one');
  const parsed = signatureSchema.safeParse(parseJson(file.subarray(end + 1)));
  if (!parsed.success) throw new RangeError('its second line is no signature');
  const document = file.subarray(0, end);
  const whole = joinSigned(document, parsed.data);
  if (whole.length !== file.length || whole.some((byte, i) => byte !== file[i]))
    throw new RangeError('something stands beside its signature');
  return { document, signature: parsed.data };
}

/** The JSON in UTF-8 bytes; undefined when they are none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Whether the signature is of these bytes by the key it names. Says nothing of whose key that is. */
export function isSignedByItsKey({ document, signature }: SignedDocument): boolean {
  return (
    keyIdOf(signature.publicKey) === signature.keyId && isSignature(document, signature.signature, signature.publicKey)
  );
}
