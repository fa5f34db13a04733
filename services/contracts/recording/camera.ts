import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';
import { cameraState, gapCause } from './gap.ts';
import { roomCode } from './room.ts';

/** Stream address without user name and password; those travel apart and are never sent back. */
export const rtspAddress = z
  .string()
  .max(500)
  .refine((text) => {
    const url = URL.parse(text);
    return (
      url !== null &&
      ['rtsp:', 'rtsps:'].includes(url.protocol) &&
      url.hostname !== '' &&
      url.username === '' &&
      url.password === ''
    );
  }, 'An address like rtsp://10.0.0.5:554/main, with user name and password in their own fields');

export const camera = z.object({
  id,
  room: named,
  code: z.string(),
  name: z.string(),
  address: z.string(),
  user: z.string().nullable(),
  hasPassword: z.boolean(),
  state: cameraState,
  cause: gapCause.nullable(),
  /** For cause `unsupported`: the codec it sends instead, or `none`. */
  causeDetail: z.string().nullable(),
  since: instant.nullable(),
  lastSegmentEndedAt: instant.nullable(),
  video: z.object({ codec: z.string(), width: z.number().int(), height: z.number().int() }).nullable(),
  audioCodec: z.string().nullable(),
  gapsTodaySeconds: z.number(),
  disabledReason: z.string().nullable(),
});
export type Camera = z.infer<typeof camera>;

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
export const quarantineReason = z.enum(['unreadable', 'altered', 'conflict', 'taken']);
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

const credentials = {
  user: z.string().max(100).nullable().optional(),
  password: z.string().max(200).nullable().optional(),
};

export const cameraRoutes = {
  list: route({
    method: 'get',
    path: '/api/cameras',
    summary: 'Cameras with their state',
    access: 'Administrator, supervisor, chief; no pictures, no passwords',
    response: z.object({ items: z.array(camera) }),
  }),
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
  create: route({
    method: 'post',
    path: '/api/cameras',
    summary: 'Add a camera; recording starts within seconds',
    access: 'Administrator',
    body: z.object({
      roomId: id,
      code: roomCode,
      name: z.string().trim().min(1).max(100),
      address: rtspAddress,
      ...credentials,
    }),
    response: camera,
    status: 201,
  }),
  change: route({
    method: 'patch',
    path: '/api/cameras/:cameraId',
    summary: 'Change a camera; a new address starts a new run; disabling needs a reason',
    access: 'Administrator',
    params: z.object({ cameraId: id }),
    body: z.object({
      name: z.string().trim().min(1).max(100).optional(),
      address: rtspAddress.optional(),
      ...credentials,
      /** A text disables the camera for that reason, null enables it. */
      disabledReason: z.string().trim().min(3).max(300).nullable().optional(),
    }),
    response: camera,
  }),
};
