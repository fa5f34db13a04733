import { type SweepDeps, sweep } from '../../services/casework/sweep.ts';
import { startRepeating } from './repeat.ts';

/** Finds work that a lost job left behind, every `everyMs`. */
export function startSweep(deps: SweepDeps, everyMs: number) {
  return startRepeating('sweep', everyMs, deps.log, () => sweep(deps));
}
