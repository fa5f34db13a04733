import { setTimeout as delay } from 'node:timers/promises';
import { type SweepDeps, sweep } from '../../services/casework/sweep.ts';

/** Sweeps on a timer of this program, not of Redis: FLUSHALL would delete that. */
export function startSweep(deps: SweepDeps, everyMs: number) {
  const stopping = new AbortController();
  async function run() {
    while (!stopping.signal.aborted) {
      try {
        await sweep(deps);
      } catch (error) {
        deps.log.warn({ err: error }, 'sweep failed, the next one tries again');
      }
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = run();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
