import { z } from 'zod';
import { instant } from '../shape.ts';

/** Why a camera that should have recorded did not. Each is set by what happened, never guessed. */
export const gapCause = z.enum([
  'starting',
  'unreachable',
  'refused',
  'auth_failed',
  'timeout',
  'stalled',
  'ended_by_camera',
  'stream_changed',
  'unsupported',
  'corrupt',
  'clock_jump',
  'worker_lost',
  'worker_restart',
  'spool_full',
  'paused',
  'disabled',
]);
export type GapCause = z.infer<typeof gapCause>;

/**
 * What people are told of a stretch without footage: why it was not recorded, that the store has lost or spoilt it, or that
 * its time was over and it was removed.
 */
export const shownCause = z.enum([...gapCause.options, 'missing', 'altered', 'removed']);
export type ShownCause = z.infer<typeof shownCause>;

/** An interval without footage; `to` is null while it lasts. */
export const gap = z.object({
  from: instant,
  to: instant.nullable(),
  cause: shownCause,
  /** Who wanted it, and why: for `paused` and `disabled`. */
  stop: z.object({ reason: z.string(), by: z.string().nullable() }).nullable(),
});
export type Gap = z.infer<typeof gap>;

export const cameraState = z.enum(['connecting', 'recording', 'down', 'paused', 'disabled']);
export type CameraState = z.infer<typeof cameraState>;
