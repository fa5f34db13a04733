import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Whether `signature` is Ed25519 (RFC 8032) of `bytes` under a public key; hex both. */
export function isSignature(bytes: Uint8Array, signature: string, publicKey: string): boolean {
  try {
    return ed25519.verify(hexToBytes(signature), bytes, hexToBytes(publicKey), { zip215: false });
  } catch {
    // Bytes that are no point on the curve.
    return false;
  }
}

/** SHA-256 of a public key (hex): what people compare. */
export const fingerprintOf = (publicKey: string): string => bytesToHex(sha256(hexToBytes(publicKey)));

/** The name of a key. */
export const keyIdOf = (publicKey: string): string => fingerprintOf(publicKey).slice(0, 16);
