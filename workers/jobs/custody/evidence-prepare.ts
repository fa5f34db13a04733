import { startJobWorker } from '../../../services/adapters/queue/worker.ts';
import { prepareEvidence } from '../../../services/casework/evidence/prepare-evidence.ts';
import { markFolderFailed } from '../../../services/custody/evidence-folders/evidence-folders.ts';
import type { JobsDeps } from '../jobs-deps.ts';
import { isTransient } from '../transient.ts';

/** `evidence.prepare`: lists and signs what lies in an evidence folder. */
export function startEvidencePrepare(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'evidence.prepare',
    handle: ({ folderId }, { signal }) => prepareEvidence(deps, folderId, signal),
    onFinalFailure: async ({ folderId }, error) => {
      if (!isTransient(error)) await markFolderFailed(deps.db, folderId, error.message);
    },
  });
}
