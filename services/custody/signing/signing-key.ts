import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PublishedKey, Signature } from '../../contracts/evidence/signature.ts';
import { fingerprintOf, keyIdOf } from '../../evidence/ed25519.ts';
import { endorsedBytes } from '../../evidence/keys.ts';
import { documentBytes, joinSigned } from '../../evidence/signed-document.ts';

/** A signing key whose private half is here. */
export interface SigningKey extends PublishedKey {
  privateKey: KeyObject;
}

/** A document as it goes into the bucket: two lines, see services/contracts/evidence/signature.ts. */
export interface Signed {
  file: Buffer;
  keyId: string;
}

/** A new Ed25519 key that signs from `signsFrom` on, endorsed by the one before it. */
export function newKey(times: { now: Date; signsFrom: Date }, before: SigningKey | null): SigningKey {
  const { publicKey: made, privateKey } = generateKeyPairSync('ed25519');
  const { x = '' } = made.export({ format: 'jwk' });
  const publicKey = Buffer.from(x, 'base64url').toString('hex');
  const named = { keyId: keyIdOf(publicKey), publicKey, signsFrom: times.signsFrom.toISOString() };
  const endorsement = before && {
    keyId: before.keyId,
    signature: sign(null, endorsedBytes(named), before.privateKey).toString('hex'),
  };
  return { ...named, fingerprint: fingerprintOf(publicKey), madeAt: times.now.toISOString(), endorsement, privateKey };
}

/** Signs a document. */
export function signDocument({ keyId, publicKey, privateKey }: SigningKey, document: object): Signed {
  const bytes = documentBytes(document);
  const signature: Signature = {
    ...{ format: 'minhchung-signature', formatVersion: 1, algorithm: 'Ed25519', keyId, publicKey },
    signature: sign(null, bytes, privateKey).toString('hex'),
  };
  return { file: Buffer.from(joinSigned(bytes, signature)), keyId };
}
