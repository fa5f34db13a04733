import { AppError } from '../../app-error.ts';

/**
 * Lets at most `places` tasks run at once, in the order they came. More than `mostWaiting` others are refused with
 * too_many_requests.
 */
export function takeTurns(places: number, mostWaiting = Number.POSITIVE_INFINITY) {
  let free = places;
  const waiting: (() => void)[] = [];
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1;
    else if (waiting.length >= mostWaiting) throw new AppError('too_many_requests', 'Too much at once: ask again.');
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
