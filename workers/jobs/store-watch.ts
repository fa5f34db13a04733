import type { Bucket } from '../../services/adapters/bucket/bucket.ts';
import type { Database } from '../../services/adapters/postgres/connect.ts';
import { noteWatch, noteWorm } from '../../services/custody/store-watch/store-checks.ts';
import { testWorm } from '../../services/custody/store-watch/worm-test.ts';
import type { Log } from '../../services/log.ts';
import { watchStore } from '../../services/recording/check-store/watch-store.ts';
import { startRepeating } from './repeat.ts';

export interface StoreWatchDeps {
  db: Database;
  /** With the custody identity, whose rights a thief would have. */
  bucket: Bucket;
  log: Log;
}

/** Tests at the start and then every `everyMs` that the store is write-once, and that it holds what rows say and nothing else. */
export function startStoreWatch({ db, bucket, log }: StoreWatchDeps, everyMs: number) {
  return startRepeating('watching the object store', everyMs, log, async () => {
    const worm = await testWorm(bucket);
    await noteWorm(db, worm);
    if (worm.length > 0) log.error({ faults: worm }, 'the object store is not write-once: footage can be changed');
    const found = await watchStore({ db, bucket });
    await noteWatch(db, found);
    if (found.faults.length > 0) log.error({ faults: found.faults }, 'the object store is not what rows say');
  });
}
