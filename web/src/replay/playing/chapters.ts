import type { ViewCamera } from '../../../../services/contracts/view.ts';
import type { Stretch } from './watched.ts';

/**
 * A long look is played chapter by chapter: the playlist of eight hours would be read and held as a whole for each camera.
 * Chapters overlap, so that going back over a border loads nothing.
 */
const chapterMs = 60 * 60_000;
const overlapMs = 60_000;

/** The chapter around a wall time; null when the camera has no footage in it. */
export function chapterAt(camera: ViewCamera, limits: Stretch, wallMs: number): Stretch | null {
  const number = Math.floor((Math.min(wallMs, limits.to - 1) - limits.from) / chapterMs);
  const begin = limits.from + Math.max(0, number) * chapterMs;
  const chapter = {
    from: Math.max(limits.from, begin - overlapMs),
    to: Math.min(limits.to, begin + chapterMs + overlapMs),
  };
  return footageIn(camera, chapter).length > 0 ? chapter : null;
}

/** Seconds of footage before a wall time within a chapter: about its place on the player's own time line. */
export function secondsBefore(camera: ViewCamera, chapter: Stretch, wallMs: number): number {
  const before = footageIn(camera, { from: chapter.from, to: wallMs });
  return before.reduce((sum, { from, to }) => sum + to - from, 0) / 1000;
}

/** A camera's playlist of a chapter: picture alone unless it is heard. */
export function playlistOf(camera: ViewCamera, chapter: Stretch, limits: Stretch, withSound: boolean): string {
  const path = withSound && camera.hasAudio ? camera.playlist : camera.playlist.replace(/index\.m3u8$/, 'video.m3u8');
  const isWhole = chapter.from === limits.from && chapter.to === limits.to;
  const iso = (ms: number) => new Date(ms).toISOString();
  return isWhole ? path : `${path}?${new URLSearchParams({ from: iso(chapter.from), to: iso(chapter.to) })}`;
}

function footageIn(camera: ViewCamera, { from, to }: Stretch): Stretch[] {
  return camera.footage
    .map((one) => ({ from: Math.max(from, Date.parse(one.from)), to: Math.min(to, Date.parse(one.to)) }))
    .filter((one) => one.from < one.to);
}
