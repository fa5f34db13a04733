import { startJobWorker } from '../../../services/adapters/queue/worker.ts';
import { runDestruction, tellOfDestruction } from '../../../services/casework/destruction/run-destruction.ts';
import { noteDestructionFailure } from '../../../services/custody/destruction/destructions.ts';
import type { JobsDeps } from '../jobs-deps.ts';
import { isTransient } from '../transient.ts';

/** `destruction.run`: removes what two people agreed to destroy, after lists and minutes are stored. */
export function startDestructionRun(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'destruction.run',
    handle: ({ destructionId }, { signal }) => runDestruction(deps, destructionId, signal),
    onFinalFailure: async ({ destructionId }, error) => {
      if (isTransient(error)) return;
      await noteDestructionFailure(deps.db, destructionId, error.message);
      await tellOfDestruction(deps, destructionId);
    },
  });
}
