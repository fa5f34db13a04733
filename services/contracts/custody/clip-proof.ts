import { z } from 'zod';
import { gap } from '../recording/gap.ts';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

const link = z.string();

/** One signed list of a clip's segments, gaps and hashes. */
export const manifestSummary = z.object({
  version: z.number().int(),
  at: instant,
  sha256: z.string(),
  /** Fingerprint of the key that signed; null for one from before there were signatures. */
  keyId: z.string().nullable(),
  segments: z.number().int(),
  gapSeconds: z.number(),
  /** Where the file is, as it lies in the store. */
  file: z.string(),
});
export type ManifestSummary = z.infer<typeof manifestSummary>;

/** What proves the footage of one camera in one session. */
export const clipProof = z.object({
  id,
  session: z.object({ id, room: named, startedAt: instant, endedAt: instant.nullable() }),
  camera: named,
  state: z.enum(['open', 'sealed', 'failed', 'destroyed']),
  failure: z.string().nullable(),
  sealedAt: instant.nullable(),
  destroyedAt: instant.nullable(),
  segments: z.number().int(),
  bytes: z.number().int(),
  gaps: z.array(gap),
  chain: z.object({
    /** How many runs (connections to the camera) it goes through. */
    runs: z.number().int(),
    first: link.nullable(),
    last: link.nullable(),
    /** Where a segment does not follow on the one before it in its run, or nothing is known at all; null when all is whole. */
    brokenAt: instant.nullable(),
  }),
  manifests: z.array(manifestSummary),
});
export type ClipProof = z.infer<typeof clipProof>;

export const clipProofRoutes = {
  get: route({
    method: 'get',
    path: '/api/clips/:clipId/proof',
    summary: 'Chain, manifests and gaps of one clip',
    access: 'Those who may see its session',
    params: z.object({ clipId: id }),
    response: clipProof,
  }),
};

/** `GET`: a manifest as it was signed. Those who may see the session; each taking is written down. */
export const manifestPath = '/api/clips/:clipId/manifests/:version.json';
