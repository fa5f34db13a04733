import { useState } from 'react';

/** How many tiles fit on one page of the wall. */
export const gridSizes = [1, 4, 9, 16] as const;
export type GridSize = (typeof gridSizes)[number];

interface Arrangement {
  size: GridSize;
  /** Ids of rooms in the order somebody wants; others follow as they come. */
  order: readonly string[];
}

const key = 'minhchung.wall';

/** Items in the wanted order; those that are not in it come last, as they came. */
export function arranged<T extends { id: string }>(items: readonly T[], order: readonly string[]): T[] {
  const placeOf = new Map(order.map((id, place) => [id, place]));
  return items.toSorted((a, b) => (placeOf.get(a.id) ?? order.length) - (placeOf.get(b.id) ?? order.length));
}

/** The order of `ids` after one of them was moved to a place. */
export function movedTo(ids: readonly string[], id: string, place: number): string[] {
  const others = ids.filter((one) => one !== id);
  return others.toSpliced(Math.max(0, Math.min(others.length, place)), 0, id);
}

/** How this browser's wall is arranged; remembered. */
export function useArrangement() {
  const [arrangement, setArrangement] = useState(read);
  const change = (part: Partial<Arrangement>) => {
    const next = { ...arrangement, ...part };
    localStorage.setItem(key, JSON.stringify(next));
    setArrangement(next);
  };
  return { ...arrangement, change };
}

/** What somebody saved is read with care: it may be of another version. */
function read(): Arrangement {
  const saved: unknown = parse(localStorage.getItem(key));
  const { size, order } = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Arrangement>;
  return {
    size: gridSizes.find((one) => one === size) ?? 4,
    order: Array.isArray(order) ? order.filter((id) => typeof id === 'string') : [],
  };
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
