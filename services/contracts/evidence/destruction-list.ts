import { z } from 'zod';
import { id, instant } from '../shape.ts';
import { sha256Hex } from './signature.ts';

const removedObject = z.object({ key: z.string(), versionId: z.string(), bytes: z.number().int(), sha256: sha256Hex });

/**
 * A signed document: all objects of one session that a destruction removes, written before
 * anything goes. Names no person and no case number.
 * Version 1.
 */
export const destructionList = z.object({
  format: z.literal('minhchung-destruction'),
  formatVersion: z.literal(1),
  destructionId: id,
  madeAt: instant,
  sessionId: id,
  room: z.string(),
  from: instant,
  to: instant,
  clips: z.array(
    z.object({
      clipId: id,
      camera: z.string(),
      /** The manifests of the clip, which stay. */
      manifests: z.array(z.object({ version: z.number().int(), sha256: sha256Hex })),
      objects: z.array(removedObject),
    }),
  ),
});
export type DestructionList = z.infer<typeof destructionList>;
