import { z } from 'zod';
import { viewReason } from './access/view-reason.ts';
import { gap, gapCause } from './recording/gap.ts';
import { route } from './route.ts';
import { id, instant, interval, named } from './shape.ts';

/** How far back whoever watches a room live may go without another reason. */
export const rewindMinutes = 5;

export const viewTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), sessionId: id }),
  z.object({ kind: z.literal('record'), roomId: id, from: instant, to: instant }),
  /** What another look at a session watched, and nothing else of it. */
  z.object({ kind: z.literal('watched'), viewId: id }),
  /** What an administrator asked for in an emergency and another person granted. */
  z.object({ kind: z.literal('emergency'), lookId: id }),
  /** A room as it is now. */
  z.object({ kind: z.literal('live'), roomId: id }),
]);

/** One camera inside a view. `playlist` is HLS; every address under it is checked against the view. */
export const viewCamera = z.object({
  camera: named,
  playlist: z.string(),
  hasAudio: z.boolean(),
  codec: z.string().nullable(),
  footage: z.array(interval),
  gaps: z.array(gap),
});
export type ViewCamera = z.infer<typeof viewCamera>;

/** One camera of a live view. `address` is FLV, over HTTP or a WebSocket; `?sound=true` for the one that is heard. */
export const liveCamera = z.object({ camera: named, address: z.string() });
export type LiveCamera = z.infer<typeof liveCamera>;

/** `?sound=true` with its sound. */
export const liveFlvPath = '/api/views/:viewId/cameras/:cameraId/live.flv';

/** The name of the FLV script tag by which a player is told how the camera is. */
export const liveTagName = 'onLive';
/** What it says: the picture comes (perhaps converted for showing; the record is not), or came for the last time and why not any more. */
export const liveTag = z.discriminatedUnion('state', [
  z.object({ state: z.literal('begins'), converted: z.boolean() }),
  z.object({ state: z.literal('lost'), cause: gapCause.or(z.literal('')), lastPictureMs: z.number() }),
]);
export type LiveTag = z.infer<typeof liveTag>;

export const view = z.object({
  id,
  target: viewTarget,
  from: instant,
  to: instant,
  reasonCode: viewReason,
  openedAt: instant,
  expiresAt: instant,
  /** The stretches that may be played; null: all between `from` and `to`. */
  only: z.array(interval).nullable(),
  /** Network address the look was opened from; drawn over the pictures. */
  station: z.string(),
  cameras: z.array(viewCamera),
  /** Of a live view; none of others. */
  live: z.array(liveCamera),
  /** What the same person has watched of it in earlier looks. */
  watchedBefore: z.array(interval),
});
export type View = z.infer<typeof view>;

/**
 * How loud a camera's sound is inside a view. `levels` is Base64, one byte for each `stepMs` from `from` on: 0 (silence) to
 * 254 (as loud as it gets), 80 decibels in all; 255: no sound is kept, or it is not the view's. Where `made` is false for a
 * stretch nothing is known of it yet.
 */
export const cameraLoudness = z.object({
  cameraId: id,
  stepMs: z.number().int(),
  from: instant,
  levels: z.string(),
  /** The stretches that were measured. */
  made: z.array(interval),
});
export type CameraLoudness = z.infer<typeof cameraLoudness>;

export const viewSummary = z.object({
  id,
  person: named,
  reasonCode: viewReason,
  caseKey: z.string().nullable(),
  note: z.string(),
  openedAt: instant,
  /** Of the session, as it was really played. */
  watchedSeconds: z.number(),
  watched: z.array(interval),
  /** What was looked at: the session, a stretch of the room's record that it lies in, what another look had watched, or the room live. */
  target: z.enum(['session', 'record', 'watched', 'live']),
  /** For `watched`: whose look that was. */
  watchedBy: named.nullable(),
  /** Who approved it, for a look in an emergency. */
  approvedBy: named.nullable(),
  /** Whether the caller may replay exactly what was watched. */
  mayRewatch: z.boolean(),
});
export type ViewSummary = z.infer<typeof viewSummary>;

export const viewRoutes = {
  open: route({
    method: 'post',
    path: '/api/views',
    summary: 'Open a look at footage with a reason; media addresses exist only inside the view it makes',
    access:
      'Own session: its officer. Else supervisor and chief who may see it, with a reason and a case or a note. What another look watched: the officer of the session and the chief. A room live: its officer during the own session, supervisor and chief; a protected session only who received it or works on its case. Never an administrator but for what was granted in an emergency',
    body: z.object({
      target: viewTarget,
      reasonCode: viewReason,
      caseId: id.optional(),
      note: z.string().trim().max(500).default(''),
    }),
    response: view,
    status: 201,
  }),
  progress: route({
    method: 'post',
    path: '/api/views/:viewId/progress',
    summary: 'Say which stretches were really played; they are added to the record of the view',
    access: 'The person who opened the view, until it expires',
    params: z.object({ viewId: id }),
    body: z.object({ watched: z.array(interval).min(1).max(50) }),
    response: z.object({ watchedSeconds: z.number() }),
  }),
  snapshot: route({
    method: 'post',
    path: '/api/views/:viewId/snapshots',
    summary: 'Say that a picture was taken out of the view, before it is saved; it is written to the audit log',
    access: 'The person who opened the view, until it expires',
    params: z.object({ viewId: id }),
    body: z.object({
      cameraId: id,
      at: instant,
      /** Of the picture's RGB bytes, row by row. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
    status: 204,
  }),
  loudness: route({
    method: 'get',
    path: '/api/views/:viewId/loudness',
    summary: 'How loud it was, camera by camera, inside the view',
    access: 'The person who opened the view, until it expires',
    params: z.object({ viewId: id }),
    response: z.object({ cameras: z.array(cameraLoudness) }),
  }),
};
