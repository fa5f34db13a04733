import { setTimeout as delay } from 'node:timers/promises';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import { claimCameras, type LeasedCamera, releaseLease, renewLeases } from '../../services/recording/leases.ts';
import { announceWorker, quotaOf, retireWorker, type WorkerFacts } from '../../services/recording/workers.ts';
import { type HeldCamera, type HeldCameraInputs, holdCamera } from './held-camera.ts';

export interface FleetInputs extends HeldCameraInputs {
  leaseMs: number;
  /** What this worker says of itself now. */
  facts: () => WorkerFacts;
}

interface State extends FleetInputs {
  held: Map<string, HeldCamera>;
  /** Given up, but not ended yet. */
  leaving: Map<string, Promise<void>>;
  /** `performance.now()` when the database last failed us. */
  failedAtMs: number;
}

/**
 * The cameras of this worker: claims its share of the free ones, renews what it holds, starts and ends a loop for each,
 * and hands one over where another worker holds two fewer. While the database is away nothing changes hands and
 * recording goes on. Nothing that a camera does holds up the leases of the others.
 */
export function startFleet(inputs: FleetInputs) {
  const state: State = { ...inputs, held: new Map(), leaving: new Map(), failedAtMs: Number.NEGATIVE_INFINITY };
  const { held, leaving } = state;
  const stopping = new AbortController();
  async function run() {
    while (!stopping.signal.aborted) {
      try {
        await tick(state);
      } catch (error) {
        state.failedAtMs = performance.now();
        inputs.log.warn({ err: error }, 'leases not renewed, recording goes on');
      }
      await delay(inputs.leaseMs / 4, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = run();
  return {
    /** How many cameras are held now, and how many of them deliver footage. */
    cameras() {
      const recording = [...held.values()].filter((camera) => camera.isRecording());
      return { held: held.size, recording: recording.length };
    },
    /** Ends all cameras in order with cause `worker_restart`. */
    async close() {
      stopping.abort();
      const closeAll = () => Promise.all([...held.values()].map((camera) => camera.close('worker_restart')));
      await Promise.all([closeAll(), running]);
      // Those that were claimed meanwhile.
      await closeAll();
      await Promise.all(leaving.values());
    },
    /** Gives the leases back; after the last upload, so that nobody takes over too early. */
    async release() {
      for (const { lease } of held.values()) await releaseLease(inputs.db, inputs.workerId, lease);
      await retireWorker(inputs.db, inputs.workerId);
    },
  };
}

async function tick(state: State) {
  const { held, leaving, leaseMs } = state;
  const askedAtMs = performance.now();
  // While the database was away nobody could renew: the others get time to do so before their cameras count as free.
  const othersCouldRenew = askedAtMs - state.failedAtMs > leaseMs;
  const { ours, quota } = await ask(state, othersCouldRenew);
  if (performance.now() - askedAtMs > leaseMs / 2) state.failedAtMs = performance.now();
  for (const [cameraId, camera] of held) {
    const now = ours.get(cameraId);
    if (!now) giveUp(state, camera, 'worker_lost', false);
    else if (now.stopped) giveUp(state, camera, now.stopped, true);
    else camera.update(now);
  }
  // One at a time: each costs its camera a few seconds of footage.
  const surplus = held.size > quota && othersCouldRenew && leaving.size === 0 ? [...held.values()].at(-1) : undefined;
  if (surplus) giveUp(state, surplus, 'worker_restart', true);
}

/** Everything that the database is asked in one round; cameras that were free are held afterwards. */
async function ask(state: State, mayClaim: boolean) {
  const { db, workerId, leaseMs, held, leaving } = state;
  await announceWorker(db, workerId, leaseMs, state.facts());
  const quota = (await quotaOf(db, workerId)) ?? 0;
  if (quota > held.size && mayClaim) {
    const taken = [...held.keys(), ...leaving.keys()];
    for (const lease of await claimCameras(db, workerId, taken, leaseMs, quota - held.size))
      held.set(lease.cameraId, holdCamera(state, lease));
  }
  const leases = [...held.values()].map(({ lease }) => lease);
  const renewed = await renewLeases(db, workerId, leases, leaseMs);
  return { quota, ours: new Map(renewed.map((camera): [string, LeasedCamera] => [camera.cameraId, camera])) };
}

function giveUp({ held, leaving, log }: State, camera: HeldCamera, cause: GapCause, release: boolean) {
  const { cameraId } = camera.lease;
  held.delete(cameraId);
  const left = camera.leave(cause, release).catch((error: unknown) => {
    log.warn({ cameraId, err: error }, 'lease not given back, it runs out');
  });
  leaving.set(
    cameraId,
    left.then(() => {
      leaving.delete(cameraId);
      log.warn({ cameraId, cause }, 'camera given up');
    }),
  );
}
