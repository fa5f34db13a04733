/** Where a camera's footage ended, for the run that follows. */
export interface FootageEnd {
  /** Wall time by the server's clock, ms. */
  atMs: number;
  /** `performance.now()` when its last fragment had arrived; null when another process recorded it. */
  monotonicMs: number | null;
}

/** A run is placed by the least delayed fragment of about this long. */
const windowSeconds = 600;
const bucketSeconds = 60;
/** A camera's clock may be slower than ours; 1 s an hour is more than any quartz needs. */
const slewMsPerSecond = 1000 / 3600;
/** Less than this is jitter of the network, not a clock that was set back. */
const setBackMs = 1000;

/**
 * Places a run in wall time by the server's clock. The offset is the least of (arrival − media time), so footage is
 * never placed later than it arrived. Later fragments correct it: at once to earlier, slowly to later (the camera's
 * clock runs slow). A run never begins before `before`, also when the server's clock was set back in between: then
 * it is placed as if it had not been, and `shiftMs` says by how much.
 */
export function createPlacement(before: FootageEnd | null = null) {
  let offset: number | null = null;
  let floor = Number.NEGATIVE_INFINITY;
  let lastSeconds = 0;
  let buckets: { index: number; leastMs: number }[] = [];

  function least(seenMs: number, mediaSeconds: number): number {
    const index = Math.floor(mediaSeconds / bucketSeconds);
    const newest = buckets.at(-1);
    if (newest?.index === index) newest.leastMs = Math.min(newest.leastMs, seenMs);
    else buckets.push({ index, leastMs: seenMs });
    buckets = buckets.filter((bucket) => bucket.index > index - windowSeconds / bucketSeconds);
    return Math.min(...buckets.map(({ leastMs }) => leastMs));
  }

  return {
    /** A fragment of media time [start, end), seconds, has arrived whole at `arrivedAtMs`. */
    see(arrivedAtMs: number, mediaStart: number, mediaEnd: number) {
      const target = least(arrivedAtMs - mediaEnd * 1000, mediaEnd);
      if (offset === null) floor = floorOf(before, target, mediaStart, mediaEnd);
      offset = offset === null ? target : Math.min(target, offset + (mediaEnd - lastSeconds) * slewMsPerSecond);
      lastSeconds = mediaEnd;
    },
    /** Wall time of a media time, ms. Throws before the first fragment. */
    wallMs(mediaSeconds: number): number {
      if (offset === null) throw new RangeError('no fragment seen yet');
      return Math.max(offset, floor) + mediaSeconds * 1000;
    },
    /** Wall time minus media time as known now, ms; null before the first fragment. */
    offsetMs: () => (offset === null ? null : Math.max(offset, floor)),
    /** How much later than by the server's clock the run is placed, because that clock was set back, ms. */
    shiftMs: () => (offset === null ? 0 : Math.max(0, floor - offset)),
  };
}

/** The least offset with which the run does not begin before the footage that is there. */
function floorOf(before: FootageEnd | null, offset: number, mediaStart: number, mediaEnd: number): number {
  if (before === null) return Number.NEGATIVE_INFINITY;
  const startMs = mediaStart * 1000;
  if (before.monotonicMs === null) return before.atMs - startMs;
  const durationMs = (mediaEnd - mediaStart) * 1000;
  const expectedMs = before.atMs + performance.now() - durationMs - before.monotonicMs;
  const wasSetBack = expectedMs - (offset + startMs) > setBackMs;
  return (wasSetBack ? Math.max(expectedMs, before.atMs) : before.atMs) - startMs;
}
