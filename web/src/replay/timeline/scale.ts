const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [1, 2, 5, 10, 15, 30]
  .map((count) => count * second)
  .concat([1, 2, 5, 10, 15, 30].map((count) => count * minute))
  .concat([1, 2, 4, 6].map((count) => count * hour));

/** Place of a wall time on the line, 0–1. */
export function shareOf(wallMs: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (wallMs - from) / Math.max(1, to - from)));
}

/** Round wall times for the ruler, at most `most` of them; the step tells whether seconds are worth showing. */
export function ticksOf(from: number, to: number, most: number): { stepMs: number; at: number[] } {
  const stepMs = steps.find((step) => (to - from) / step <= most) ?? 12 * hour;
  // Vietnam's clock is whole hours from UTC, so round steps of UTC are round there too.
  const first = Math.ceil(from / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((to - first) / stepMs) + 1);
  return { stepMs, at: Array.from({ length: count }, (_, index) => first + index * stepMs) };
}
