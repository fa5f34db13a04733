import { z } from 'zod';
import { cameraState, gapCause } from './gap.ts';
import { roomCode } from './room.ts';
import { route } from './route.ts';
import { id, instant, named } from './shape.ts';

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
  since: instant.nullable(),
  lastSegmentEndedAt: instant.nullable(),
  video: z.object({ codec: z.string(), width: z.number().int(), height: z.number().int() }).nullable(),
  audioCodec: z.string().nullable(),
  gapsTodaySeconds: z.number(),
  disabledReason: z.string().nullable(),
});
export type Camera = z.infer<typeof camera>;

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
