import { z } from 'zod';
import { shownCause } from '../recording/gap.ts';
import { id, instant } from '../shape.ts';
import { sha256Hex as sha256 } from './signature.ts';

const storedObject = z.object({
  key: z.string(),
  versionId: z.string(),
  bytes: z.number().int(),
  sha256,
});

/**
 * A signed document: the list of everything a clip is made of, stored under lock. Holds no name of a person and no case
 * number: cases are named by their opaque codes. Version 2.
 */
export const manifest = z.object({
  format: z.literal('minhchung-manifest'),
  formatVersion: z.literal(2),
  clipId: id,
  sessionId: id,
  /** 1 for the first seal; a clip that changed gets the next. */
  version: z.number().int(),
  /** SHA-256 of the file of the manifest that this one replaces. */
  previousSha256: sha256.nullable(),
  createdAt: instant,
  room: z.string(),
  camera: z.string(),
  caseCodes: z.array(z.string()),
  from: instant,
  to: instant,
  segments: z.array(
    z.object({
      startedAt: instant,
      endedAt: instant,
      runId: id,
      seq: z.number().int(),
      videoCodec: z.string(),
      audioCodec: z.string().nullable(),
      /** What the camera sent, where it was stored as FLAC because no container takes it. */
      audioConvertedFrom: z.string().nullable(),
      /** How much later than by the server's clock it is placed, because that clock had been set back, ms. */
      shiftMs: z.number(),
      cameraOffsetMs: z.number().nullable(),
      /** Link of the segment before it in its run's hash chain; null for a run's first, and where a crash lost it. */
      chainBefore: sha256.nullable(),
      /** Its own link, see services/evidence/chain.ts. */
      chain: sha256,
      video: storedObject,
      audio: storedObject.nullable(),
    }),
  ),
  gaps: z.array(z.object({ from: instant, to: instant, cause: shownCause })),
  software: z.object({ minhchung: z.string(), ffmpeg: z.string() }),
});
export type Manifest = z.infer<typeof manifest>;
