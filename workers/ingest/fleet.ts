import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../../services/adapters/postgres/connect.ts';
import type { Publish } from '../../services/adapters/realtime/publish.ts';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import {
  claimCameras,
  type Lease,
  type LeasedCamera,
  releaseLease,
  renewLeases,
} from '../../services/recording/leases.ts';
import { announceWorker, quotaOf, retireWorker, type WorkerFacts } from '../../services/recording/workers.ts';
import { type CameraLoopInputs, startCameraLoop } from './camera-loop.ts';
import { createStatusReporter } from './status.ts';

export interface FleetInputs extends Omit<CameraLoopInputs, 'say'> {
  db: Db;
  publish: Publish;
  leaseMs: number;
  /** What this worker says of itself now. */
  facts: () => WorkerFacts;
}

interface Held {
  lease: Lease;
  loop: ReturnType<typeof startCameraLoop> | null;
  status: ReturnType<typeof createStatusReporter> | null;
  revision: number;
}

/** Pause between two camera starts: starting all at once stops the event loop for seconds. */
const staggerMs = 150;

interface State extends FleetInputs {
  held: Map<string, Held>;
  /** `performance.now()` when the database last failed us. */
  failedAtMs: number;
}

/**
 * The cameras of this worker: claims its share of the free ones, renews what it holds, starts and ends a loop for each,
 * and hands one over where another worker holds two fewer. While the database is away nothing changes hands and
 * recording goes on.
 */
export function startFleet(inputs: FleetInputs) {
  const state: State = { ...inputs, held: new Map(), failedAtMs: Number.NEGATIVE_INFINITY };
  const { held } = state;
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
      const recording = [...held.values()].filter((entry) => entry.loop?.isRecording());
      return { held: held.size, recording: recording.length };
    },
    /** Ends all cameras in order with cause `worker_restart`. */
    async close() {
      stopping.abort();
      await running;
      await Promise.all([...held.values()].map((entry) => entry.loop?.close('worker_restart')));
      await Promise.all([...held.values()].map((entry) => entry.status?.close()));
    },
    /** Gives the leases back; after the last upload, so that nobody takes over too early. */
    async release() {
      for (const entry of held.values()) await releaseLease(inputs.db, inputs.workerId, entry.lease);
      await retireWorker(inputs.db, inputs.workerId);
    },
  };
}

async function tick(state: State) {
  const { db, workerId, leaseMs, held } = state;
  await announceWorker(db, workerId, leaseMs, state.facts());
  const quota = (await quotaOf(db, workerId)) ?? 0;
  // While the database was away nobody could renew: the others get time to do so before their cameras count as free.
  const othersCouldRenew = performance.now() - state.failedAtMs > leaseMs;
  if (quota > held.size && othersCouldRenew) {
    for (const lease of await claimCameras(db, workerId, [...held.keys()], leaseMs, quota - held.size))
      held.set(lease.cameraId, { lease, loop: null, status: null, revision: 0 });
  }
  const leases = [...held.values()].map((entry) => entry.lease);
  const ours = new Map((await renewLeases(db, workerId, leases, leaseMs)).map((camera) => [camera.cameraId, camera]));
  for (const [cameraId, entry] of held) {
    const camera = ours.get(cameraId);
    if (!camera) await giveUp(state, entry, 'worker_lost', false);
    else if (camera.stopped) await giveUp(state, entry, camera.stopped, true);
    else if (entry.loop === null) await begin(state, entry, camera);
    else if (camera.revision !== entry.revision) await restart(state, entry, camera);
    // A person stopped it and let it go on before we had noticed.
    else if (entry.loop.isRecording() && camera.state !== 'recording') entry.status?.say({ state: 'recording' });
  }
  // One at a time: each costs its camera a few seconds of footage.
  const surplus = held.size > quota && othersCouldRenew ? [...held.values()].at(-1) : undefined;
  if (surplus) await giveUp(state, surplus, 'worker_restart', true);
}

async function begin(state: State, entry: Held, camera: LeasedCamera, gapBefore: GapCause = 'worker_restart') {
  const status = createStatusReporter(state, camera);
  entry.status = status;
  entry.revision = camera.revision;
  entry.loop = startCameraLoop({ ...state, say: status.say }, camera, gapBefore);
  await delay(staggerMs);
}

/** Its address or password changed. */
async function restart(state: State, entry: Held, camera: LeasedCamera) {
  await entry.loop?.close('stream_changed');
  await entry.status?.close();
  await begin(state, entry, camera, 'stream_changed');
}

async function giveUp({ db, workerId, held, log }: State, entry: Held, cause: GapCause, release: boolean) {
  held.delete(entry.lease.cameraId);
  await entry.loop?.close(cause);
  await entry.status?.close();
  if (release) await releaseLease(db, workerId, entry.lease);
  log.warn({ cameraId: entry.lease.cameraId, cause }, 'camera given up');
}
