import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../services/log.ts';

/**
 * Does something again and again on a timer of this program, not of Redis: FLUSHALL would delete that. A failure is
 * logged and the next time tries again. `close` aborts what is under way and waits for it.
 */
export function startRepeating(
  name: string,
  everyMs: number,
  log: Log,
  run: (signal: AbortSignal) => Promise<unknown>,
) {
  const stopping = new AbortController();
  async function repeat() {
    while (!stopping.signal.aborted) {
      try {
        await run(stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) log.warn({ err: error }, `${name} failed, the next one tries again`);
      }
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = repeat();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
