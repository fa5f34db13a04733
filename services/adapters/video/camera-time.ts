import type { Fragment } from './mp4/fragment-reader.ts';

/** ffmpeg's own clock stands in a fragment that arrives at most about this much later. */
const ownMs = 150;
/** The camera's clock goes on with the media time, to the rounding of the two. */
const steadyMs = 2;

type Timed = Pick<Fragment, 'baseTicks' | 'prftMs' | 'arrivedAtMs'>;

/**
 * Tells the camera's clock from ffmpeg's. `prft` holds the time of the camera once it has sent an RTCP sender report;
 * until then, and for ever where it sends none, ffmpeg writes there when it finished the fragment. Two fragments
 * that are not of the moment, and as far apart as their media times, are the camera's; so are all later ones of the run.
 */
export function createCameraTime(timescale: number) {
  let isKnown = false;
  let before: { prftMs: number; mediaMs: number } | null = null;
  return {
    /** Camera's wall time of a fragment's first picture, ms; null while it is not known. Call it for each, in order. */
    see({ baseTicks, prftMs, arrivedAtMs }: Timed): number | null {
      if (prftMs === null) return null;
      const mediaMs = (baseTicks / timescale) * 1000;
      const isOfMoment = Math.abs(arrivedAtMs - prftMs) < ownMs;
      const isSteady = before !== null && Math.abs(prftMs - before.prftMs - (mediaMs - before.mediaMs)) <= steadyMs;
      before = isOfMoment ? null : { prftMs, mediaMs };
      isKnown ||= !isOfMoment && isSteady;
      return isKnown ? prftMs : null;
    },
  };
}
