import { z } from 'zod';
import { instant } from '../shape.ts';
import { publishedKey, sha256Hex } from './signature.ts';

/** Where things lie in an evidence folder; footage lies below `media/` under its object key, the rest under its own. */
export const folderPaths = {
  contents: 'evidence.json',
  /** The verifier's own page, which may be laid beside the rest. */
  verifier: 'kiem-tra-ban-ghi.html',
  manifests: 'manifests/',
  media: 'media/',
  auditExcerpt: 'audit/excerpt.json',
  auditHeads: 'audit/heads/',
  /** How the name of a head's time stamp (RFC 3161) ends; the rest of it is the head's. */
  timeStamp: '.tsr',
} as const;

/** A signed document: everything in an evidence folder beside itself, and the keys that signed it. Version 1. */
export const evidenceContents = z.object({
  format: z.literal('minhchung-evidence'),
  formatVersion: z.literal(1),
  madeAt: instant,
  keys: z.array(publishedKey),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: sha256Hex })),
});
export type EvidenceContents = z.infer<typeof evidenceContents>;
