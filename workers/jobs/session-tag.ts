import { startJobWorker } from '../../services/adapters/queue/worker.ts';
import { noteTagFailure, tagSession } from '../../services/casework/clips/tagging.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { isTransient } from './transient.ts';

/** `session.tag`: a session whose times or cases changed finds its footage again. */
export function startSessionTag(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'session.tag',
    handle: ({ sessionId, revision }, { signal }) => tagSession(deps, sessionId, revision, signal),
    onFinalFailure: async ({ sessionId }, error) => {
      if (!isTransient(error)) await noteTagFailure(deps.db, sessionId, error.message);
    },
  });
}
