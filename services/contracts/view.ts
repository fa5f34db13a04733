import { z } from 'zod';
import { viewReason } from './access/view-reason.ts';
import { gap } from './recording/gap.ts';
import { route } from './route.ts';
import { id, instant, interval, named } from './shape.ts';

export const viewTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('session'), sessionId: id }),
  z.object({ kind: z.literal('record'), roomId: id, from: instant, to: instant }),
  /** What another look at a session watched, and nothing else of it. */
  z.object({ kind: z.literal('watched'), viewId: id }),
  /** What an administrator asked for in an emergency and another person granted. */
  z.object({ kind: z.literal('emergency'), lookId: id }),
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
});
export type View = z.infer<typeof view>;

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
  /** What was looked at: the session, a stretch of the room's record that it lies in, or what another look had watched. */
  target: z.enum(['session', 'record', 'watched']),
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
      'Own session: its officer. Else supervisor and chief who may see it, with a reason and a case or a note. What another look watched: the officer of the session and the chief. Never an administrator but for what was granted in an emergency',
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
};
