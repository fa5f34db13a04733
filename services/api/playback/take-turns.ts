import pLimit from 'p-limit';
import { AppError } from '../../app-error.ts';

/**
 * Lets at most `places` tasks run at once, in the order they came. More than `mostWaiting` others are refused with
 * too_many_requests.
 */
export function takeTurns(places: number, mostWaiting: number) {
  const inTurn = pLimit(places);
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (inTurn.activeCount + inTurn.pendingCount >= places + mostWaiting)
      throw new AppError('too_many_requests', 'Too much at once: ask again.');
    return inTurn(task);
  };
}
