import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { ChainedEntry } from '../contracts/evidence/audit.ts';
import { leafHash } from './merkle.ts';
import { documentBytes } from './signed-document.ts';

/** What stands before the first link. */
export const firstLink = new Uint8Array(32);

/** The hash of an entry: a leaf of its head's tree. */
export const entryHash = (entry: ChainedEntry): Uint8Array => leafHash(documentBytes(entry));

/** The next link of the chain: SHA-256 of the link before and the hash of the entry. */
export const nextLink = (before: Uint8Array, entry: Uint8Array): Uint8Array => sha256(concatBytes(before, entry));
