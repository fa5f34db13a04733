import type { Stretch } from '../playing/watched.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [10, 20, 50, 100, 200, 500]
  .concat([1, 2, 5, 10, 15, 30].map((count) => count * second))
  .concat([1, 2, 5, 10, 15, 30].map((count) => count * minute))
  .concat([1, 2, 4, 6].map((count) => count * hour));

/** The least that the line shows: a second over its whole width. */
export const shortestMs = second;

/** Place of a wall time on the line, 0–1. */
export function shareOf(wallMs: number, { from, to }: Stretch): number {
  return Math.min(1, Math.max(0, (wallMs - from) / Math.max(1, to - from)));
}

/** Round wall times for the ruler, at most `most` of them; the step tells whether seconds are worth showing. */
export function ticksOf({ from, to }: Stretch, most: number): { stepMs: number; at: number[] } {
  const stepMs = steps.find((step) => (to - from) / step <= most) ?? 12 * hour;
  // Vietnam's clock is whole hours from UTC, so round steps of UTC are round there too.
  const first = Math.ceil(from / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((to - first) / stepMs) + 1);
  return { stepMs, at: Array.from({ length: count }, (_, index) => first + index * stepMs) };
}

/** The part in sight after zooming by `factor` (below 1: closer), with `aroundMs` kept where it is on the screen. */
export function zoomed(part: Stretch, limits: Stretch, factor: number, aroundMs: number): Stretch {
  const wanted = (part.to - part.from) * factor;
  const span = Math.min(limits.to - limits.from, Math.max(Math.min(shortestMs, limits.to - limits.from), wanted));
  return within(aroundMs - shareOf(aroundMs, part) * span, span, limits);
}

/** The part in sight moved by `ms`, not over an end. */
export function panned({ from, to }: Stretch, limits: Stretch, ms: number): Stretch {
  return within(from + ms, to - from, limits);
}

/** The part in sight so that `wallMs` is in it, a little before its beginning when it was not. */
export function following(part: Stretch, limits: Stretch, wallMs: number): Stretch {
  if (part.from <= wallMs && wallMs <= part.to) return part;
  const span = part.to - part.from;
  return within(wallMs - span * 0.1, span, limits);
}

/** Zoom as the slider has it: 0 all, 1 a second; even steps double what is seen. */
export function zoomOf(part: Stretch, limits: Stretch): number {
  const whole = limits.to - limits.from;
  return whole <= shortestMs ? 0 : Math.log(whole / (part.to - part.from)) / Math.log(whole / shortestMs);
}

/** How far to zoom so that the slider stands at `zoom`. */
export function factorTo(zoom: number, part: Stretch, limits: Stretch): number {
  const whole = limits.to - limits.from;
  return (whole * (shortestMs / whole) ** zoom) / (part.to - part.from);
}

/** Where something lies on the line, for CSS; null when it is out of sight. */
export function placeOf(stretch: Stretch, part: Stretch): { left: string; width: string } | null {
  if (stretch.to < part.from || stretch.from > part.to) return null;
  const left = shareOf(stretch.from, part);
  return { left: `${left * 100}%`, width: `${(shareOf(stretch.to, part) - left) * 100}%` };
}

function within(from: number, span: number, limits: Stretch): Stretch {
  const start = Math.min(limits.to - span, Math.max(limits.from, from));
  return { from: start, to: start + span };
}
