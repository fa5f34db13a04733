import { z } from 'zod';
import { instant } from '../shape.ts';

/** Hex in lower case, so that no other text says the same bytes. */
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

export const sha256Hex = hex(32);
const publicKey = hex(32);
const ed25519Signature = hex(64);

/** First 16 hex digits of the SHA-256 of the public key. */
export const keyId = hex(8);

/**
 * Ed25519 (RFC 8032) over the bytes of a document. A signed document is a file of two lines: the document as JSON on one
 * line, and this; the line end between them is not signed.
 */
export const signature = z.object({
  format: z.literal('minhchung-signature'),
  formatVersion: z.literal(1),
  algorithm: z.literal('Ed25519'),
  keyId,
  /** So that a stranger can check the file alone; whose key it is, is told by its published fingerprint. */
  publicKey,
  signature: ed25519Signature,
});
export type Signature = z.infer<typeof signature>;

/** A signing key as everybody may know it. */
export const publishedKey = z.object({
  keyId,
  publicKey,
  /** SHA-256 of the public key: what is printed and compared. */
  fingerprint: sha256Hex,
  madeAt: instant,
  /** It is known before it signs, so that others can get it in time. */
  signsFrom: instant,
  /** The key before it says so; null for the first. */
  endorsement: z.object({ keyId, signature: ed25519Signature }).nullable(),
});
export type PublishedKey = z.infer<typeof publishedKey>;
