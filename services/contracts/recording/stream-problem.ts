import { z } from 'zod';

/** What is worth changing on a camera that can be recorded; the web has advice for each in three languages. */
export const streamProblem = z.enum([
  /** Key frames are far apart ("smart codec"): a fragment is a GOP, so a crash loses that much, and seeking is slow. */
  'gop_long',
  /** Plays only where the browser's machine decodes H.265. */
  'codec_h265',
  /** Times are a few frames early, and live preview is later. */
  'bframes',
  'fps_low',
  'picture_small',
  /** More than the disks were reckoned for. */
  'bitrate_high',
  'no_audio',
  /** What it sends fits no container: it is stored as FLAC, not as it was sent. */
  'audio_converted',
  'clock_off',
  /** It sends no time of its own with the stream (RTCP sender reports), so its clock cannot be compared. */
  'clock_unknown',
]);
export type StreamProblem = z.infer<typeof streamProblem>;
