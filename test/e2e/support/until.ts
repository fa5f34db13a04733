import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 200;

/**
 * Waits until `isTrue` says so; an exception counts as "not yet" (what is asked may be away). Throws with `what` and
 * the last exception after `timeoutMs`.
 */
export async function until(what: string, isTrue: () => Promise<boolean>, timeoutMs = 150_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown = null;
  while (performance.now() < deadline) {
    try {
      if (await isTrue()) return;
      lastError = null;
    } catch (error) {
      lastError = error;
    }
    await delay(pollMs);
  }
  throw new Error(`waited ${timeoutMs / 1000} s in vain until ${what}`, { cause: lastError });
}
