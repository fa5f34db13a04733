import { setTimeout as delay } from 'node:timers/promises';
import { locks, runAlone } from '../../../services/adapters/postgres/advisory-lock.ts';
import { checkTurn } from '../../../services/casework/fixity/check-turn.ts';
import type { FixityDeps } from '../../../services/casework/fixity/fixity-deps.ts';
import { startRepeating } from '../repeat.ts';

/** How often it is looked whether something is due. */
const everyMs = 10_000;

type Settings = Pick<FixityDeps, 'days' | 'bytesPerS' | 'sampleSize'>;

export interface FixityConfig {
  FIXITY_DAYS: number;
  FIXITY_MIB_S: number;
  FIXITY_SAMPLE: number;
}

/** From the settings of the jobs program. */
export const fixitySettings = (config: FixityConfig): Settings => ({
  days: config.FIXITY_DAYS,
  bytesPerS: config.FIXITY_MIB_S * 2 ** 20,
  sampleSize: config.FIXITY_SAMPLE,
});

/** Reads what is stored again and again, in one jobs program at a time. */
export function startFixityCheck(stores: Omit<FixityDeps, keyof Settings | 'pause'>, settings: Settings) {
  const deps = { ...stores, ...settings, pause };
  const { db, log, lockDays, days } = deps;
  if (lockDays < 2 * days)
    log.warn({ lockDays, days }, 'signed documents may lose their lock between two readings: LOCK_DAYS is too small');
  return startRepeating('reading the store again', everyMs, log, async (signal) => {
    // The connection only keeps the lock: what is written goes over others, however long a read takes.
    for (let isMore = true; isMore && !signal.aborted; )
      isMore = (await runAlone(db, locks.fixity, () => checkTurn(deps, signal))) ?? false;
  });
}

const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal });
