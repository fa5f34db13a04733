import { z } from 'zod';
import { route } from '../route.ts';
import { instant } from '../shape.ts';

/** What may differ between rows and bucket, see services/recording/check-store/difference.ts. */
export const storeFault = z.enum([
  'row_without_object',
  'audio_without_object',
  'object_without_row',
  'returned',
  'size_differs',
  'altered',
  'unreadable',
  'conflict',
  'not_removed',
  'hidden',
  'foreign_version',
  'foreign_object',
  'document_without_object',
]);
export type StoreFault = z.infer<typeof storeFault>;

/** What a store let us do that it must refuse. */
export const wormFault = z.enum([
  'stand_in',
  'not_locked',
  'overwritten',
  'deleted',
  'lock_not_taken',
  'hold_not_taken',
  'deleted_held',
]);
export type WormFault = z.infer<typeof wormFault>;

export const wormFound = z.object({ faults: z.array(wormFault) });
export const watchFound = z.object({
  segments: z.number().int(),
  objects: z.number().int(),
  bytes: z.number().int(),
  /** How often each was found, with one key as an example. */
  faults: z.array(z.object({ kind: storeFault, count: z.number().int(), example: z.string() })),
});
export type WatchFound = z.infer<typeof watchFound>;

const checked = { at: instant, isFine: z.boolean() };

export const storeRoutes = {
  state: route({
    method: 'get',
    path: '/api/store-checks',
    summary: 'Whether the object store is write-once, and whether it holds what it should and nothing else',
    access: 'Administrator, supervisor, chief, archivist',
    response: z.object({
      /** null before the first check. */
      worm: wormFound.extend(checked).nullable(),
      watch: watchFound.extend(checked).nullable(),
    }),
  }),
};
