/** A stretch of wall time, ms. */
export interface Stretch {
  from: number;
  to: number;
}

/** An interval of the contracts. */
export function stretchOf({ from, to }: { from: string; to: string }): Stretch {
  return { from: Date.parse(from), to: Date.parse(to) };
}

/** Adds a stretch to a sorted list without overlaps; what touches (or lies within `joinMs`) becomes one. */
export function addStretch(list: readonly Stretch[], added: Stretch, joinMs = 250): Stretch[] {
  if (added.to <= added.from) return [...list];
  const before = list.filter((one) => one.to + joinMs < added.from);
  const after = list.filter((one) => one.from - joinMs > added.to);
  const touched = list.slice(before.length, list.length - after.length);
  const from = Math.min(added.from, ...touched.map((one) => one.from));
  const to = Math.max(added.to, ...touched.map((one) => one.to));
  return [...before, { from, to }, ...after];
}

/** The place nearest to `at` that lies in one of the stretches: ahead when time runs forward, else before. The end of the last counts. */
export function nearestWithin(list: readonly Stretch[], at: number, direction: 1 | -1): number {
  if (list.some(({ from, to }) => from <= at && at < to)) return at;
  if (direction > 0) return list.find(({ from }) => from > at)?.from ?? list.at(-1)?.to ?? at;
  const before = list.findLast(({ to }) => to <= at);
  return before ? before.to - 1 : (list[0]?.from ?? at);
}

/** What lies between the stretches. */
export function between(list: readonly Stretch[]): Stretch[] {
  return list.slice(1).map(({ from }, i) => ({ from: list[i]?.to ?? from, to: from }));
}

/** What was really shown: all of it for the timeline (with what was before this look), and what the server has not been told yet. */
export class WatchedLog {
  #all: Stretch[];
  #untold: Stretch[] = [];

  constructor(before: readonly Stretch[] = []) {
    this.#all = [...before];
  }

  get all(): readonly Stretch[] {
    return this.#all;
  }

  get untoldMs(): number {
    return this.#untold.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  add(from: number, to: number): void {
    const stretch = { from: Math.min(from, to), to: Math.max(from, to) };
    this.#all = addStretch(this.#all, stretch);
    this.#untold = addStretch(this.#untold, stretch);
  }

  /** Hands out what is to be told, at most `limit` stretches; give it back with `add` when telling fails. */
  take(limit = 50): Stretch[] {
    const taken = this.#untold.slice(0, limit);
    this.#untold = this.#untold.slice(limit);
    return taken;
  }
}
