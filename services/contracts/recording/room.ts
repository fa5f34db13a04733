import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, interval } from '../shape.ts';
import { cameraState, gap, gapCause } from './gap.ts';

export const roomKind = z.enum(['reception', 'inspection', 'waiting']);

/** Short ASCII name used in object keys and camera lists, never shown alone. */
export const roomCode = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'Use a–z, 0–9 and dashes, at most 31 characters')
  .refine(
    (code) => !['audit', 'destructions', 'evidence', 'manifests', 'time-stamps'].includes(code),
    'The system uses this name itself: choose another',
  );

export const room = z.object({ id, code: z.string(), name: z.string(), kind: roomKind });
export type Room = z.infer<typeof room>;

/** What a person may know of a room now. A protected session shows as `protected` without any detail. */
export const occupancy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free') }),
  z.object({
    kind: z.literal('occupied'),
    sessionId: id,
    officerName: z.string(),
    startedAt: instant,
    own: z.boolean(),
  }),
  z.object({ kind: z.literal('protected') }),
]);

export const roomNow = room.extend({
  occupancy,
  cameras: z.array(
    z.object({ id, name: z.string(), state: cameraState, cause: gapCause.nullable(), since: instant.nullable() }),
  ),
  /** Address of a recent picture, null where this person may not see one or none exists yet. */
  picture: z.string().nullable(),
  /** Until when its recording is paused; null while it is not. */
  pausedUntil: instant.nullable(),
  /** Whether this person may pause it now, or end its pause. */
  mayPause: z.boolean(),
  /** Whether this person may watch it live now. */
  mayWatch: z.boolean(),
  /** Whether somebody hears it live now; of a room that shows as protected it is not told. */
  isHeard: z.boolean(),
});
export type RoomNow = z.infer<typeof roomNow>;

/** One camera's record over a stretch: where there is footage, where there is none and why. */
export const cameraRecord = z.object({
  cameraId: id,
  cameraName: z.string(),
  footage: z.array(interval),
  gaps: z.array(gap),
});

const roomParams = z.object({ roomId: id });

/** A pause ends by itself after at most this long. */
export const longestPauseMinutes = 60;

export const roomRoutes = {
  list: route({
    method: 'get',
    path: '/api/rooms',
    summary: 'Rooms as they are now',
    access: 'Whoever is logged in; protected sessions show as occupied only, pictures only to those who may watch',
    response: z.object({ items: z.array(roomNow) }),
  }),
  create: route({
    method: 'post',
    path: '/api/rooms',
    summary: 'Add a room',
    access: 'Administrator',
    body: z.object({ code: roomCode, name: z.string().trim().min(1).max(100), kind: roomKind }),
    response: room,
    status: 201,
  }),
  change: route({
    method: 'patch',
    path: '/api/rooms/:roomId',
    summary: 'Rename a room or change its kind',
    access: 'Administrator',
    params: roomParams,
    body: z.object({ name: z.string().trim().min(1).max(100).optional(), kind: roomKind.optional() }),
    response: room,
  }),
  pause: route({
    method: 'post',
    path: '/api/rooms/:roomId/pause',
    summary: 'Pause the recording of a room for some minutes; the gap says who and why',
    access:
      'The officer of the session that runs there; supervisor and chief, but not during a session they may not see',
    params: roomParams,
    body: z.object({
      reason: z.string().trim().min(3).max(300),
      minutes: z.number().int().min(1).max(longestPauseMinutes),
    }),
    status: 204,
  }),
  resume: route({
    method: 'post',
    path: '/api/rooms/:roomId/resume',
    summary: 'End the pause of a room now',
    access: 'Whoever may pause it',
    params: roomParams,
    status: 204,
  }),
  record: route({
    method: 'get',
    path: '/api/rooms/:roomId/record',
    summary: "The room's footage and gaps over at most 24 hours",
    access: 'Officer, supervisor, chief; no pictures, only where there is footage',
    params: roomParams,
    query: interval,
    response: z.object({ cameras: z.array(cameraRecord) }),
  }),
};
