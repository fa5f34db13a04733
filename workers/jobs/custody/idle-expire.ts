import { type ExpiryDeps, expireIdle } from '../../../services/casework/destruction/expire-idle.ts';
import { startRepeating } from '../repeat.ts';

const everyMs = 3_600_000;

/** Removes the record of no session whose time is over, every hour. Two programs at the same do no harm. */
export function startIdleExpire(deps: ExpiryDeps) {
  return startRepeating('expiry of the idle record', everyMs, deps.log, async (signal) => {
    const segments = await expireIdle(deps, signal);
    if (segments > 0) deps.log.info({ segments }, 'record without a session expired');
  });
}
