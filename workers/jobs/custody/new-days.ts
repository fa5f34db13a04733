import { locks, runAlone } from '../../../services/adapters/postgres/advisory-lock.ts';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import { enforceDue } from '../../../services/casework/keeping/change-class.ts';
import type { Clock } from '../../../services/clock.ts';
import type { Log } from '../../../services/log.ts';
import { startRepeating } from '../repeat.ts';

/** Brings new days of a class into force: not within the sweep, because all sessions are worked out anew. */
export function startNewDays(deps: { db: Database; clock: Clock; log: Log }, everyMs: number) {
  return startRepeating('new days of a class', everyMs, deps.log, (signal) =>
    runAlone(deps.db, locks.newDays, (db) => enforceDue(db, deps.clock, signal)),
  );
}
