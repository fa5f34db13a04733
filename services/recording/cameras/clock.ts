import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { CameraClock } from '../../contracts/recording/camera.ts';

/** How far a camera's clock was ahead of the server's at an instant, ms. */
export interface OffsetSample {
  atMs: number;
  offsetMs: number;
}

/** A clock that moves by more than this from one sample to the next was set. */
const setMs = 500;
/** A drift is told from this long on; jitter of the network would drown it before. */
const leastSpanMs = 10 * 60_000;
const dayMs = 86_400_000;

/** Reads a clock off its samples, oldest first: offset now, drift since it was last set. null without samples. */
export function clockOf(samples: readonly OffsetSample[]): CameraClock | null {
  const lastSet = samples.findLastIndex((sample, i) => {
    const before = samples[i - 1];
    return before !== undefined && Math.abs(sample.offsetMs - before.offsetMs) > setMs;
  });
  const since = samples.slice(Math.max(0, lastSet));
  const newest = since.at(-1);
  if (!newest) return null;
  const recent = since.slice(-5).map(({ offsetMs }) => offsetMs);
  const offsetMs = recent.sort((a, b) => a - b)[Math.floor(recent.length / 2)] ?? newest.offsetMs;
  const isLong = newest.atMs - (since[0]?.atMs ?? newest.atMs) >= leastSpanMs;
  return {
    offsetMs,
    driftMsPerDay: isLong ? slope(since) * dayMs : null,
    setAt: lastSet > 0 ? new Date(samples[lastSet]?.atMs ?? 0).toISOString() : null,
  };
}

/** Least squares, ms of offset per ms of time. */
function slope(samples: readonly OffsetSample[]): number {
  const mean = (pick: (one: OffsetSample) => number) =>
    samples.reduce((sum, one) => sum + pick(one), 0) / samples.length;
  const [midAt, midOffset] = [mean((one) => one.atMs), mean((one) => one.offsetMs)];
  const over = samples.reduce((sum, one) => sum + (one.atMs - midAt) * (one.offsetMs - midOffset), 0);
  return over / samples.reduce((sum, one) => sum + (one.atMs - midAt) ** 2, 0);
}

/** Offsets in the last day of a camera's footage, one a minute, oldest first. */
export async function offsetSamples(db: Db, cameraId: string): Promise<OffsetSample[]> {
  const { rows } = await sql<OffsetSample>`
    select distinct on (date_bin('1 minute', started_at, 'epoch'))
      (extract(epoch from started_at) * 1000)::float8 as "atMs", camera_offset_ms as "offsetMs"
    from segments
    where camera_id = ${cameraId} and camera_offset_ms is not null and state = 'stored'
      and started_at > (select last_segment_ended - interval '1 day' from cameras where id = ${cameraId})
    order by date_bin('1 minute', started_at, 'epoch'), started_at`.execute(db);
  return rows;
}
