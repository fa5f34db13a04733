import type { Segment } from '../../recording/segments.ts';

/** One fragment of a segment's video: it begins with a key frame. `start` and `length` in bytes of the object. */
export interface FragmentAt {
  segment: Segment;
  index: number;
  start: number;
  length: number;
}

/** The fragment that shows `atMs`; null where there is no footage. */
export function fragmentAt(segments: readonly Segment[], atMs: number): FragmentAt | null {
  const segment = segments.find((one) => one.startedAt.getTime() <= atMs && atMs < one.endedAt.getTime());
  if (!segment) return null;
  const { video } = segment;
  let start = video.initBytes;
  let endMs = segment.startedAt.getTime();
  const last = video.fragmentBytes.length - 1;
  for (const [index, length] of video.fragmentBytes.entries()) {
    endMs += ((video.fragmentTicks[index] ?? 0) / video.timescale) * 1000;
    if (atMs < endMs || index === last) return { segment, index, start, length };
    start += length;
  }
  return null;
}
