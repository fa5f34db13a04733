import { useState } from 'react';
import type { Span } from './suggest.ts';

const shortestMs = 10 * 60_000;

/** The part of the day that the strip shows, and ways to another part. */
export function useShown(day: Span) {
  const [shown, setShown] = useState(day);
  const show = (centreMs: number, lengthMs: number) => {
    const length = Math.min(day.toMs - day.fromMs, Math.max(shortestMs, lengthMs));
    const fromMs = Math.min(day.toMs - length, Math.max(day.fromMs, centreMs - length / 2));
    setShown({ fromMs, toMs: fromMs + length });
  };
  const length = shown.toMs - shown.fromMs;
  const centre = (shown.fromMs + shown.toMs) / 2;
  return {
    shown,
    isWhole: length >= day.toMs - day.fromMs,
    /** Half or twice as much, around what is chosen. */
    zoom: (factor: number, around: Span | null) =>
      show(around ? (around.fromMs + around.toMs) / 2 : centre, length * factor),
    move: (share: number) => show(centre + share * length, length),
    whole: () => setShown(day),
    /** So that a stretch and what lies around it is seen. */
    see: ({ fromMs, toMs }: Span) => show((fromMs + toMs) / 2, (toMs - fromMs) * 2),
  };
}
