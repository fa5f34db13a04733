/**
 * Places a run in wall time by the server's clock: the offset is the least of (arrival − media time) seen so far, that
 * is, the least delayed fragment. It can only become smaller, so footage is never placed later than it arrived.
 */
export function createPlacement() {
  let offset: number | null = null;
  return {
    /** A fragment that ends at `mediaEndSeconds` has arrived whole at `arrivedAtMs`. */
    see(arrivedAtMs: number, mediaEndSeconds: number) {
      const seen = arrivedAtMs - mediaEndSeconds * 1000;
      offset = offset === null ? seen : Math.min(offset, seen);
    },
    /** Wall time of a media time, ms. Throws before the first fragment. */
    wallMs(mediaSeconds: number): number {
      if (offset === null) throw new RangeError('no fragment seen yet');
      return offset + mediaSeconds * 1000;
    },
    offsetMs: () => offset,
  };
}
