import { z } from 'zod';
import { id, instant } from '../shape.ts';
import { sha256Hex } from './signature.ts';

const position = z.number().int().positive();

/** An entry of the audit log with its place in the chain, as it is hashed (RFC 8785). Ids and codes only. */
export const chainedEntry = z.object({
  position,
  id: z.number().int(),
  at: instant,
  /** null for a program or an unknown person. */
  accountId: id.nullable(),
  address: z.string().nullable(),
  act: z.string(),
  thingKind: z.string().nullable(),
  thingId: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  details: z.unknown(),
});
export type ChainedEntry = z.infer<typeof chainedEntry>;

/** A signed document: what the audit log was up to an entry. Heads follow each other without a hole. Version 1. */
export const auditHead = z.object({
  format: z.literal('minhchung-audit-head'),
  formatVersion: z.literal(1),
  number: position,
  /** Its tree holds the entries from here … */
  fromPosition: position,
  /** … to here. */
  toPosition: position,
  /** Merkle root over the hashes of these entries (RFC 6962, section 2.1). */
  root: sha256Hex,
  /** Link of the last of them in the chain of all entries. */
  link: sha256Hex,
  /** SHA-256 of the file of the head before; null for the first. */
  previousSha256: sha256Hex.nullable(),
  madeAt: instant,
});
export type AuditHead = z.infer<typeof auditHead>;

/** Entries of the audit log with the proof that each is under the root of a head. Its bytes are as RFC 8785 writes them. */
export const auditExcerpt = z.object({
  format: z.literal('minhchung-audit-excerpt'),
  formatVersion: z.literal(1),
  entries: z.array(
    z.object({
      entry: chainedEntry,
      /** Number of the head. */
      head: position,
      /** Hashes beside its way up to the root, from the bottom (RFC 6962, section 2.1.1). */
      proof: z.array(sha256Hex),
    }),
  ),
});
export type AuditExcerpt = z.infer<typeof auditExcerpt>;
