import { type StampDeps, stampHeads } from '../../../services/custody/audit-seal/stamp-heads.ts';
import { startRepeating } from '../repeat.ts';

/** An authority that was away, or refused, is left alone for this long. */
const restMs = 5 * 60_000;

/** Gets time stamps for signed heads. Beside the sealing, so that an authority that is slow or away never keeps that up. */
export function startTimeStamps(deps: StampDeps, everyMs: number, pauseMs = restMs) {
  let notBeforeMs = 0;
  return startRepeating('getting time stamps', everyMs, deps.log, async (signal) => {
    if (performance.now() < notBeforeMs) return;
    if (!(await stampHeads(deps, signal))) notBeforeMs = performance.now() + pauseMs;
  });
}
