import { footageBytes, type RunFolder, salvageLeft } from '../../../services/recording/spool/open-spool.ts';
import { type Salvaged, salvageRun } from '../../../services/recording/spool/salvage.ts';
import type { SpooledRun } from '../../../services/recording/spool/sidecar.ts';
import { bytesOf, type StoreDeps, segmentStep, tellOfQuarantine } from './segment-step.ts';
import type { Step } from './upload-queue.ts';

/** A run that an earlier life of this worker left: its segments take the place of this step, `after` comes behind them. */
export function leftStep(deps: StoreDeps, left: RunFolder, after: (run: SpooledRun) => Step[]): Step {
  return salvageStep(deps, left, async () => {
    const before = await footageBytes(left.folder);
    const found = await salvageLeft(left);
    // What went to quarantine does not count any more.
    deps.room.free(before - (await footageBytes(left.folder)));
    const { cameraId, runId } = left;
    deps.log.warn({ cameraId, runId, segments: found.sidecars.length }, 'footage salvaged from the spool');
    return { ...found, after: found.run === null ? [] : after(found.run) };
  });
}

/** A run that the disk failed in the middle of: what it took of the last segments is salvaged when the disk works again. */
export function brokenStep(deps: StoreDeps, folder: string, run: SpooledRun): Step {
  return salvageStep(deps, { ...run, folder }, async () => {
    const found = await salvageRun(folder, run);
    deps.room.add(found.sidecars.reduce((sum, sidecar) => sum + bytesOf(sidecar), 0));
    return { run, ...found, after: [] };
  });
}

type Found = Salvaged & { run: SpooledRun | null; after: Step[] };

function salvageStep(deps: StoreDeps, { folder, ...names }: RunFolder, salvage: () => Promise<Found>): Step {
  const step: Step = {
    isSegment: false,
    async run() {
      const { run, sidecars, quarantined, failure, after } = await salvage();
      // Nothing more can be had for now: it is tried again later.
      if (failure !== null && sidecars.length === 0) throw failure;
      const segments = run === null ? [] : sidecars.map((sidecar) => segmentStep(deps, { folder, run, sidecar }));
      return [...tellOfQuarantine(deps, names, quarantined), ...segments, ...(failure === null ? after : [step])];
    },
  };
  return step;
}
