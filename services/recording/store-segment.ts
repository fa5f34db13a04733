import { sql } from 'kysely';
import type { Db, Tx } from '../adapters/postgres/connect.ts';
import type { GapCause } from '../contracts/recording/gap.ts';
import { carveGaps, explainGaps, fillHoles, lockCamera, moveAccounted, touches } from './gaps.ts';
import { longestSegmentMs, type Track } from './segments.ts';

/** A segment that is safe in the bucket and asks for its row. */
export interface NewSegment {
  run: NewRun;
  seq: number;
  startedAt: Date;
  endedAt: Date;
  video: Track;
  audio: Track | null;
  videoFrames: number;
  cameraOffsetMs: number | null;
  /** Why it does not begin where the segment before it in its run ended; null when it does. */
  gapBefore: GapCause | null;
  /** Link of the segment before it in the run's hash chain (SHA-256); null for the first, and where it is not known. */
  chainBefore: Buffer | null;
  /** Until when its objects are locked in the store at least; null where that is not known. */
  lockedUntil: Date | null;
  /** Older footage of the camera is still to come: `settleSegment` is called after that. */
  isAhead?: boolean;
  /** Found in the bucket after its row was lost: no worker brings it, so no later holder of the lease stands against it. */
  isFound?: boolean;
}

export interface NewRun {
  id: string;
  cameraId: string;
  leaseEpoch: number;
  workerId: string;
  videoCodec: string;
  codecString: string;
  width: number;
  height: number;
  audioCodec: string | null;
  audioContainer: 'mov' | 'mp4' | null;
  audioConvertedFrom: string | null;
  /** How much later than by the server's clock it is placed, ms. */
  shiftMs: number;
  /** Why there is no footage just before the run. */
  gapBefore: GapCause;
}

/** What became of the request: `refused` means that footage of this time is there, or a later holder of the lease has begun. */
export type StoreOutcome = 'stored' | 'known' | 'refused';

/**
 * Writes a segment's row and settles the gap ledger around it, in one transaction. Idempotent. A worker that lost its
 * lease may still bring footage from before the next holder's first picture, for ever (rulings: "stale worker").
 */
export async function storeSegment(db: Db, segment: NewSegment): Promise<StoreOutcome> {
  return db.transaction().execute((tx) => storeSegmentIn(tx, segment));
}

/** The same inside a transaction of the caller's. */
export async function storeSegmentIn(tx: Tx, segment: NewSegment): Promise<StoreOutcome> {
  const { run, startedAt, endedAt, isFound = false, isAhead = false } = segment;
  const camera = await lockCamera(tx, run.cameraId);
  const standing = await standingOf(tx, segment);
  if (standing.isKnown) {
    // It may have been stored ahead by a worker that died before it could settle it.
    if (!isAhead) await settle(tx, camera.accountedUntil, segment);
    return 'known';
  }
  if (standing.isTaken || (!isFound && standing.isTakenByLater)) return 'refused';
  await ensurePartition(tx, startedAt);
  const isLate = (standing.leaseEpoch ?? 0) > run.leaseEpoch;
  if (standing.touchesGaps)
    await carveGaps(tx, run.cameraId, startedAt, endedAt, isFound ? 'found' : isLate ? 'late' : 'in time');
  await write(tx, segment);
  const hasHoleBefore = !isAhead && camera.accountedUntil < startedAt;
  if (hasHoleBefore) await fillHoleBefore(tx, camera.accountedUntil, segment);
  if (standing.touchesGaps || hasHoleBefore) await explainGaps(tx, run.cameraId, segment, !isAhead);
  return 'stored';
}

/** Settles the ledger around a segment that was stored ahead, now that all older footage of its camera is stored. */
export async function settleSegment(db: Db, segment: Settled): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const camera = await lockCamera(tx, segment.run.cameraId);
    await settle(tx, camera.accountedUntil, segment);
  });
}

type Settled = Pick<NewSegment, 'seq' | 'startedAt' | 'endedAt' | 'gapBefore'> & {
  run: Pick<NewRun, 'cameraId' | 'gapBefore'>;
};

async function settle(tx: Tx, accountedUntil: Date, segment: Settled) {
  const { run, endedAt } = segment;
  await fillHoleBefore(tx, accountedUntil, segment);
  await moveAccounted(tx, run.cameraId, endedAt);
  await explainGaps(tx, run.cameraId, segment, true);
}

async function fillHoleBefore(tx: Tx, accountedUntil: Date, segment: Settled) {
  const { run, startedAt } = segment;
  await fillHoles(tx, run.cameraId, accountedUntil, startedAt, beginsAfter(segment) ?? 'corrupt');
}

/** Why there is no footage just before it; null where it should follow on the segment before. */
function beginsAfter({ run, seq, gapBefore }: Pick<Settled, 'run' | 'seq' | 'gapBefore'>): GapCause | null {
  return gapBefore ?? (seq === 0 ? run.gapBefore : null);
}

/** How a segment stands to what is there already. */
async function standingOf(tx: Tx, { run, seq, startedAt, endedAt }: NewSegment) {
  return tx
    .with('footage', (eb) =>
      eb
        .selectFrom('segments')
        .select(['run_id', 'seq'])
        .where('camera_id', '=', run.cameraId)
        .where('started_at', '>', new Date(startedAt.getTime() - longestSegmentMs))
        .where('started_at', '<', endedAt)
        .where('ended_at', '>', startedAt),
    )
    .selectNoFrom(({ exists, selectFrom }) => [
      exists(selectFrom('footage').select('seq').where('run_id', '=', run.id).where('seq', '=', seq)).as('isKnown'),
      exists(selectFrom('footage').select('seq')).as('isTaken'),
      exists(
        selectFrom('runs')
          .select('id')
          .where('camera_id', '=', run.cameraId)
          .where('lease_epoch', '>', run.leaseEpoch)
          .where('started_at', '<', endedAt),
      ).as('isTakenByLater'),
      exists(
        selectFrom('gaps as g')
          .select('g.id')
          .where('g.camera_id', '=', run.cameraId)
          .where(touches(startedAt, endedAt)),
      ).as('touchesGaps'),
      selectFrom('camera_leases').select('epoch').where('camera_id', '=', run.cameraId).as('leaseEpoch'),
    ])
    .executeTakeFirstOrThrow();
}

/** A month that the jobs program has not made ahead: old footage, or a clock that was set far into the future. */
async function ensurePartition(tx: Tx, startedAt: Date): Promise<void> {
  await sql`select ensure_segment_partition((${startedAt}::timestamptz at time zone 'UTC')::date)`.execute(tx);
}

/** Writes the segment's row, what it says of its run, and how far its camera's footage goes, in one statement. */
async function write(tx: Tx, segment: NewSegment) {
  const { run, startedAt, endedAt, isAhead = false } = segment;
  await tx
    .with('run', (db) =>
      db
        .insertInto('runs')
        .values(runRow(run, startedAt, endedAt))
        // Segments do not always come in order.
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet({
            started_at: sql`least(runs.started_at, excluded.started_at)`,
            ended_at: sql`greatest(runs.ended_at, excluded.ended_at)`,
          }),
        ),
    )
    .with('camera', (db) =>
      db
        .updateTable('cameras')
        .set({ last_segment_ended: sql`greatest(last_segment_ended, ${endedAt})` })
        .$if(!isAhead, (update) => update.set({ accounted_until: sql`greatest(accounted_until, ${endedAt})` }))
        .where('id', '=', run.cameraId),
    )
    .insertInto('segments')
    .values(segmentRow(segment))
    .execute();
}

const runRow = (run: NewRun, startedAt: Date, endedAt: Date) => ({
  id: run.id,
  camera_id: run.cameraId,
  lease_epoch: run.leaseEpoch,
  worker_id: run.workerId,
  started_at: startedAt,
  ended_at: endedAt,
  video_codec: run.videoCodec,
  codec_string: run.codecString,
  width: run.width,
  height: run.height,
  audio_codec: run.audioCodec,
  audio_container: run.audioContainer,
  audio_converted_from: run.audioConvertedFrom,
  shift_ms: run.shiftMs,
});

const segmentRow = ({ run, video, audio, ...segment }: NewSegment) => ({
  camera_id: run.cameraId,
  started_at: segment.startedAt,
  ended_at: segment.endedAt,
  run_id: run.id,
  seq: segment.seq,
  video_key: video.key,
  video_version_id: video.versionId,
  video_bytes: video.bytes,
  video_sha256: video.sha256,
  video_init_bytes: video.initBytes,
  video_timescale: video.timescale,
  video_base_ticks: video.baseTicks,
  video_fragment_bytes: video.fragmentBytes,
  video_fragment_ticks: video.fragmentTicks,
  video_frames: segment.videoFrames,
  audio_key: audio?.key ?? null,
  audio_version_id: audio?.versionId ?? null,
  audio_bytes: audio?.bytes ?? null,
  audio_sha256: audio?.sha256 ?? null,
  audio_init_bytes: audio?.initBytes ?? null,
  audio_timescale: audio?.timescale ?? null,
  audio_base_ticks: audio?.baseTicks ?? null,
  audio_fragment_bytes: audio?.fragmentBytes ?? null,
  audio_fragment_ticks: audio?.fragmentTicks ?? null,
  camera_offset_ms: segment.cameraOffsetMs,
  chain_before: segment.chainBefore,
  locked_until: segment.lockedUntil,
  gap_before: segment.isFound ? null : beginsAfter({ ...segment, run }),
});

/** Notes why a run ended; does nothing when none of its segments was stored. */
export async function endRun(db: Db, runId: string, cause: GapCause): Promise<void> {
  await db
    .updateTable('runs')
    .set({ end_cause: cause })
    .where('id', '=', runId)
    .where('end_cause', 'is', null)
    .execute();
}
