import { startJobWorker } from '../../services/adapters/queue/worker.ts';
import { tagSegment } from '../../services/casework/clips/tagging.ts';
import { markTagFailed } from '../../services/recording/segments.ts';
import type { JobsDeps } from './jobs-deps.ts';
import { isTransient } from './transient.ts';

/** `segment.tag`: a new segment finds its sessions, clips and cases. */
export function startSegmentTag(deps: JobsDeps) {
  return startJobWorker({
    ...deps,
    name: 'segment.tag',
    handle: ({ cameraId, startedAtMs }) => tagSegment(deps, cameraId, new Date(startedAtMs)),
    onFinalFailure: async ({ cameraId, startedAtMs }, error) => {
      if (!isTransient(error)) await markTagFailed(deps.db, cameraId, new Date(startedAtMs), error.message);
    },
  });
}
