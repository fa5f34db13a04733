import { z } from 'zod';
import { gapCause } from '../../contracts/recording/gap.ts';
import { id } from '../../contracts/shape.ts';

const count = z.number().int().nonnegative();

/** One track of a segment on its way to the bucket. Sizes in bytes, times in ticks of the track. */
export const spooledTrack = z.object({
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  initBytes: count,
  timescale: z.number().int().positive(),
  baseTicks: z.number().int(),
  fragmentBytes: z.array(count).min(1),
  fragmentTicks: z.array(count).min(1),
  samples: count,
});
export type SpooledTrack = z.infer<typeof spooledTrack>;

/** What a run's folder says of the run (`run.json`), enough to salvage and to write its row. */
export const spooledRun = z.object({
  runId: id,
  cameraId: id,
  roomCode: z.string(),
  cameraCode: z.string(),
  leaseEpoch: z.number().int(),
  workerId: z.string(),
  videoCodec: z.string(),
  codecString: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  audioCodec: z.string().nullable(),
  audioContainer: z.enum(['mov', 'mp4']).nullable(),
  audioConvertedFrom: z.string().nullable().default(null),
  /** Why there is no footage just before the run. */
  gapBefore: gapCause,
  /** Server time minus media time, ms, as known when it was written; places a salvaged segment. */
  offsetMs: z.number(),
  /** How much later than by the server's clock it is placed, because that clock was set back, ms. */
  shiftMs: z.number().default(0),
  /** End of the last segment that was closed, ms; where a salvaged one begins. */
  nextStartMs: z.number().nullable(),
  /** Why it ended; null while it lasts, and for one whose worker died. */
  endCause: gapCause.nullable().default(null),
});
export type SpooledRun = z.infer<typeof spooledRun>;

/** The sidecar of a closed segment (`<seq>.json`). */
export const sidecar = z.object({
  v: z.literal(1),
  seq: count,
  startedAtMs: z.number().int(),
  endedAtMs: z.number().int(),
  cameraOffsetMs: z.number().nullable(),
  /** Why it does not begin where the segment before ended; null when it does. */
  gapBefore: gapCause.nullable().default(null),
  video: spooledTrack,
  audio: spooledTrack.nullable(),
});
export type Sidecar = z.infer<typeof sidecar>;
