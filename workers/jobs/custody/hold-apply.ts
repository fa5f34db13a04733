import { startJobWorker } from '../../../services/adapters/queue/worker.ts';
import { applyKeeping } from '../../../services/casework/clips/keeping.ts';
import { noteKeepingFailure } from '../../../services/custody/retention/session-keeping.ts';
import type { JobsDeps } from '../jobs-deps.ts';
import { isTransient } from '../transient.ts';

/** `hold.apply`: locks and legal holds in the object store, as a session's keeping says. */
export function startHoldApply(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'hold.apply',
    handle: ({ sessionId, revision }, { signal }) => applyKeeping(deps, sessionId, revision, signal),
    onFinalFailure: async ({ sessionId, revision }, error) => {
      if (!isTransient(error)) await noteKeepingFailure(deps.db, sessionId, revision, error.message);
    },
  });
}
