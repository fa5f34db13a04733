import { startJobWorker } from '../../services/adapters/queue/worker.ts';
import { noteTrouble } from '../../services/casework/clips/clips.ts';
import { sealClip } from '../../services/casework/clips/sealing.ts';
import type { JobsDeps } from './jobs-deps.ts';

/** `clip.seal`: every object checked, manifest stored. What failed for now is tried again by the sweep, and says why. */
export function startClipSeal(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'clip.seal',
    handle: ({ clipId }, { signal }) => sealClip(deps, clipId, signal),
    onFinalFailure: ({ clipId }, error) => noteTrouble(deps.db, clipId, error.message),
  });
}
