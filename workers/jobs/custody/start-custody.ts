import { type FixityConfig, fixitySettings, startFixityCheck } from './fixity-check.ts';
import { startIdleExpire } from './idle-expire.ts';
import { startNewDays } from './new-days.ts';
import { startStoreWatch } from './store-watch.ts';

type Stores = Parameters<typeof startStoreWatch>[0] &
  Parameters<typeof startIdleExpire>[0] &
  Parameters<typeof startFixityCheck>[0];

/** What looks after the store by itself: whether it is write-once, what may go at last, and whether all is still whole. */
export function startCustody(stores: Stores, config: FixityConfig & { STORE_WATCH_MINUTES: number; SWEEP_MS: number }) {
  const running = [
    startStoreWatch(stores, config.STORE_WATCH_MINUTES * 60_000),
    startIdleExpire(stores),
    startNewDays(stores, config.SWEEP_MS),
    startFixityCheck(stores, fixitySettings(config)),
  ];
  return { close: async () => void (await Promise.all(running.map((one) => one.close()))) };
}
