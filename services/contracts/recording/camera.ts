import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, interval, named } from '../shape.ts';
import { cameraState, gap, gapCause } from './gap.ts';
import { roomCode } from './room.ts';
import { streamProblem } from './stream-problem.ts';

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

/** What a camera's picture is like, measured in its last minute of footage. */
export const measuredStream = z.object({
  framesPerSecond: z.number(),
  /** The longest time between two key frames. */
  gopSeconds: z.number(),
  /** Picture and sound. */
  bitsPerSecond: z.number(),
});
export type MeasuredStream = z.infer<typeof measuredStream>;

export const camera = z.object({
  id,
  room: named,
  code: z.string(),
  name: z.string(),
  address: z.string(),
  /** Of a smaller stream of the same machine, shown live; null: the recorded one is shown. */
  liveAddress: z.string().nullable(),
  user: z.string().nullable(),
  hasPassword: z.boolean(),
  state: cameraState,
  cause: gapCause.nullable(),
  /** For cause `unsupported`: the codec it sends instead, or `none`. */
  causeDetail: z.string().nullable(),
  since: instant.nullable(),
  lastSegmentEndedAt: instant.nullable(),
  video: z.object({ codec: z.string(), width: z.number().int(), height: z.number().int() }).nullable(),
  /** As stored. */
  audioCodec: z.string().nullable(),
  measured: measuredStream.nullable(),
  problems: z.array(streamProblem),
  /** Camera's clock minus the server's, in its newest footage; null where it sends no time that can be trusted. */
  clockOffsetMs: z.number().nullable(),
  gapsTodaySeconds: z.number(),
  /** The ingest worker that records it now. */
  workerId: z.string().nullable(),
  disabledReason: z.string().nullable(),
  pausedUntil: instant.nullable(),
});
export type Camera = z.infer<typeof camera>;

/** How a camera's clock goes, from its newest footage back to when it was last set, at most a day. */
export const cameraClock = z.object({
  offsetMs: z.number(),
  /** How much it runs ahead each day, ms; negative when slow; null until there is enough to tell. */
  driftMsPerDay: z.number().nullable(),
  /** When it was last set by more than half a second; null when not in that time. */
  setAt: instant.nullable(),
});
export type CameraClock = z.infer<typeof cameraClock>;

export const credentials = {
  user: z.string().max(100).nullable().optional(),
  password: z.string().max(200).nullable().optional(),
};

const cameraParams = z.object({ cameraId: id });
export const cameraName = z.string().trim().min(1).max(100);

export const cameraRoutes = {
  list: route({
    method: 'get',
    path: '/api/cameras',
    summary: 'Cameras with their state',
    access: 'Administrator, supervisor, chief; no pictures, no passwords',
    response: z.object({ items: z.array(camera) }),
  }),
  get: route({
    method: 'get',
    path: '/api/cameras/:cameraId',
    summary: 'One camera with its clock',
    access: 'Administrator, supervisor, chief; no picture, no password',
    params: cameraParams,
    response: camera.extend({ clock: cameraClock.nullable() }),
  }),
  timeline: route({
    method: 'get',
    path: '/api/cameras/:cameraId/timeline',
    summary: "A camera's footage and gaps over at most 24 hours",
    access:
      'Administrator, supervisor, chief; no pictures; who paused during a session that one may not see, and why, is left out',
    params: cameraParams,
    query: interval,
    response: z.object({ footage: z.array(interval), gaps: z.array(gap) }),
  }),
  create: route({
    method: 'post',
    path: '/api/cameras',
    summary: 'Add a camera; recording starts within seconds',
    access: 'Administrator',
    body: z.object({
      roomId: id,
      code: roomCode,
      name: cameraName,
      address: rtspAddress,
      liveAddress: rtspAddress.nullable().optional(),
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
    params: cameraParams,
    body: z.object({
      name: cameraName.optional(),
      address: rtspAddress.optional(),
      liveAddress: rtspAddress.nullable().optional(),
      ...credentials,
      /** A text disables the camera for that reason, null enables it. */
      disabledReason: z.string().trim().min(3).max(300).nullable().optional(),
    }),
    response: camera,
  }),
};
