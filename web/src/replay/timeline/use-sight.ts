import { useMemo, useState } from 'react';
import type { Stretch } from '../playing/watched.ts';
import { factorTo, following, panned, zoomed } from './scale.ts';

/** The part of the view that the line shows, and how it is moved. */
export interface Sight {
  part: Stretch;
  limits: Stretch;
  zoomBy: (factor: number, aroundMs: number) => void;
  zoomTo: (zoom: number, aroundMs: number) => void;
  panBy: (ms: number) => void;
  /** Brings an instant into sight. */
  follow: (wallMs: number) => void;
  showAll: () => void;
}

export function useSight({ from, to }: Stretch): Sight {
  const [part, setPart] = useState<Stretch>({ from, to });
  const moves = useMemo(() => {
    const limits = { from, to };
    return {
      limits,
      zoomBy: (factor: number, aroundMs: number) => setPart((now) => zoomed(now, limits, factor, aroundMs)),
      zoomTo: (zoom: number, aroundMs: number) =>
        setPart((now) => zoomed(now, limits, factorTo(zoom, now, limits), aroundMs)),
      panBy: (ms: number) => setPart((now) => panned(now, limits, ms)),
      follow: (wallMs: number) => setPart((now) => following(now, limits, wallMs)),
      showAll: () => setPart(limits),
    };
  }, [from, to]);
  return { part, ...moves };
}
