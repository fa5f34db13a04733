import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { locks, runAlone } from '../../../services/adapters/postgres/advisory-lock.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { noteWatch, noteWorm } from '../../../services/custody/store-watch/store-checks.ts';
import { testWorm } from '../../../services/custody/store-watch/worm-test.ts';
import type { Log } from '../../../services/log.ts';
import { watchStore } from '../../../services/recording/check-store/watch-store.ts';
import { startRepeating } from '../repeat.ts';

export interface StoreWatchDeps {
  db: Database;
  /** With the custody identity, whose rights a thief would have. */
  bucket: Bucket;
  log: Log;
}

/** Tests at the start and then every `everyMs` that the store is write-once, and that it holds what rows say and nothing else. */
export function startStoreWatch(deps: StoreWatchDeps, everyMs: number) {
  const checks = [
    startRepeating('testing the object store', everyMs, deps.log, (signal) => wormOnce(deps, signal)),
    startRepeating('watching the object store', everyMs, deps.log, (signal) => watchOnce(deps, signal)),
  ];
  return { close: async () => void (await Promise.all(checks.map((check) => check.close()))) };
}

/** By one program at a time: two would take each other's holds off the test object. */
async function wormOnce({ db, bucket, log }: StoreWatchDeps, signal: AbortSignal) {
  const faults = await runAlone(db, locks.wormTest, () => testWorm(bucket, { signal }));
  if (faults === null) return;
  await noteWorm(db, faults);
  if (faults.length > 0) log.error({ faults }, 'the object store is not write-once: footage can be changed');
}

async function watchOnce({ db, bucket, log }: StoreWatchDeps, signal: AbortSignal) {
  const { faults, ...counts } = await watchStore({ db, bucket, signal });
  await noteWatch(db, { ...counts, faults });
  if (faults.length > 0) log.error({ faults }, 'the object store is not what rows say');
}
