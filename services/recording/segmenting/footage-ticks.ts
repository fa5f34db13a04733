import type { Fragment } from '../../adapters/video/mp4/fragment-reader.ts';

/** A picture that stands for longer than this is no picture: the camera sent none. */
const longestPictureSeconds = 1;
/** A camera that takes few pictures a second shows each of them for long. */
const timesUsual = 4;

type Timed = Pick<Fragment, 'baseTicks' | 'durationTicks' | 'samples' | 'longestSample'>;

/** How long the pictures of a fragment usually stand, ticks; of one with a single picture, as long as that does. */
export function usualTicks({ durationTicks, samples, longestSample }: Timed): number {
  return samples > 1 ? (durationTicks - longestSample.ticks) / (samples - 1) : durationTicks;
}

/** The same, also of one with a single picture, which may be before a hole: then as in the fragment before, `usual`, where there is one. */
export function pictureTicks(fragment: Timed, usual: number | null): number {
  return fragment.samples > 1 ? usualTicks(fragment) : (usual ?? fragment.durationTicks);
}

/**
 * How many ticks of a fragment are footage. A camera that stands still for some seconds goes on in the middle of a GOP
 * with a later time, and the picture before seems to last: what it did not send is a gap, and the fragment's footage
 * ends where that begins. `usual` is the time between two pictures of the fragment before, null for a run's first.
 */
export function footageTicks(fragment: Timed, timescale: number, usual: number | null): number {
  const { longestSample, durationTicks } = fragment;
  const each = pictureTicks(fragment, usual);
  const isHole = longestSample.ticks > Math.max(longestPictureSeconds * timescale, timesUsual * each);
  return isHole ? Math.round(longestSample.atTicks + each) : durationTicks;
}
