import { startJobWorker } from '../../services/adapters/queue/worker.ts';
import { makePreview, markPreviewFailed } from '../../services/casework/clips/previews.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { isTransient } from './transient.ts';

/** `clip.preview`: poster and sprite sheet. */
export function startClipPreview(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'clip.preview',
    handle: ({ clipId }, { signal }) => makePreview(deps, clipId, signal),
    onFinalFailure: async ({ clipId, revision }, error) => {
      if (!isTransient(error)) await markPreviewFailed(deps.db, clipId, revision, error.message);
    },
  });
}
