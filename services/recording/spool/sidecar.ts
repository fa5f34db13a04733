import { z } from 'zod';
import { gapCause } from '../../contracts/recording/gap.ts';
import { id } from '../../contracts/shape.ts';
import { linkOf } from '../../evidence/chain.ts';

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** One track of a segment on its way to the bucket. Sizes in bytes, times in ticks of the track. */
export const spooledTrack = z.object({
  bytes: count,
  sha256,
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
  /** The run's hash chain up to that segment; null before the first. */
  chain: z.object({ seq: count, link: sha256 }).nullable().default(null),
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
  /** Link of the segment before it in the run's hash chain; null for the first, and where a crash lost it. */
  chainBefore: sha256.nullable().default(null),
  video: spooledTrack,
  audio: spooledTrack.nullable(),
});
export type Sidecar = z.infer<typeof sidecar>;

/** A run's hash chain up to a segment of it. */
export type Chain = NonNullable<SpooledRun['chain']>;

/** The chain with this segment as its last. */
export function chainUpTo(runId: string, { seq, startedAtMs, video, audio, chainBefore }: Sidecar): Chain {
  const hashes = { videoSha256: video.sha256, audioSha256: audio?.sha256 ?? null };
  return { seq, link: linkOf({ runId, seq, startedAt: new Date(startedAtMs), ...hashes, before: chainBefore }) };
}
