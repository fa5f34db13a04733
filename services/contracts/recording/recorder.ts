import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

/** One ingest worker, for the people who run the machines. Sizes in bytes. */
export const ingestWorker = z.object({
  id: z.string(),
  alive: z.boolean(),
  seenUntil: instant,
  cameras: z.number().int(),
  /** Footage in its spool that is not stored yet; its cameras stop at the limit. */
  spoolBytes: z.number(),
  spoolLimitBytes: z.number(),
  /** Whether its machine follows a time server; null when it cannot say. */
  clockSynced: z.boolean().nullable(),
});
export type IngestWorker = z.infer<typeof ingestWorker>;

/** Why spooled footage could not become a segment: see the comments of the table `quarantined_files`. */
export const quarantineReason = z.enum(['unreadable', 'altered', 'conflict', 'taken', 'unfit']);
export type QuarantineReason = z.infer<typeof quarantineReason>;

/** A file on an ingest worker's disk that waits for a person; it is never deleted by the program. */
export const quarantinedFile = z.object({
  id,
  workerId: z.string(),
  camera: named,
  path: z.string(),
  bytes: z.number(),
  reason: quarantineReason,
  foundAt: instant,
});
export type QuarantinedFile = z.infer<typeof quarantinedFile>;

export const recorderRoutes = {
  workers: route({
    method: 'get',
    path: '/api/ingest-workers',
    summary: 'Ingest workers: cameras, what waits in the spool, clock',
    access: 'Administrator, supervisor, chief',
    response: z.object({ items: z.array(ingestWorker) }),
  }),
  quarantine: route({
    method: 'get',
    path: '/api/quarantined-files',
    summary: 'Spooled footage that could not become a segment, newest first',
    access: 'Administrator, supervisor, chief; names of files, no footage',
    response: z.object({ items: z.array(quarantinedFile) }),
  }),
};
