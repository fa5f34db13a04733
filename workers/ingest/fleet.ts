import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../../services/adapters/postgres/connect.ts';
import type { Publish } from '../../services/adapters/realtime/publish.ts';
import type { GapCause } from '../../services/contracts/gap.ts';
import {
  claimCameras,
  type Lease,
  type LeasedCamera,
  releaseLease,
  renewLeases,
} from '../../services/recording/leases.ts';
import { type CameraLoopInputs, startCameraLoop } from './camera-loop.ts';
import { createStatusReporter } from './status.ts';

export interface FleetInputs extends Omit<CameraLoopInputs, 'say'> {
  db: Db;
  publish: Publish;
  leaseMs: number;
}

interface Held {
  lease: Lease;
  loop: ReturnType<typeof startCameraLoop> | null;
  status: ReturnType<typeof createStatusReporter> | null;
  revision: number;
}

/** Pause between two camera starts: starting all at once stops the event loop for seconds. */
const staggerMs = 150;

/**
 * The cameras of this worker: claims free ones, renews what it holds, starts and ends a loop for each. While the
 * database is away nothing changes hands and recording goes on.
 */
export function startFleet(inputs: FleetInputs) {
  const held = new Map<string, Held>();
  const stopping = new AbortController();
  const { db, log, workerId, leaseMs } = inputs;

  async function tick() {
    for (const lease of await claimCameras(db, workerId, [...held.keys()], leaseMs)) {
      held.set(lease.cameraId, { lease, loop: null, status: null, revision: 0 });
    }
    const leases = [...held.values()].map((entry) => entry.lease);
    const ours = new Map((await renewLeases(db, workerId, leases, leaseMs)).map((camera) => [camera.cameraId, camera]));
    for (const [cameraId, entry] of held) {
      const camera = ours.get(cameraId);
      if (!camera) await giveUp(entry, 'worker_lost', false);
      else if (camera.disabled) await giveUp(entry, 'disabled', true);
      else if (entry.loop === null) await begin(entry, camera);
      else if (camera.revision !== entry.revision) await restart(entry, camera);
    }
  }

  async function begin(entry: Held, camera: LeasedCamera) {
    const status = createStatusReporter({ db, publish: inputs.publish, log }, camera);
    entry.status = status;
    entry.revision = camera.revision;
    entry.loop = startCameraLoop({ ...inputs, say: status.say }, camera);
    await delay(staggerMs);
  }

  async function restart(entry: Held, camera: LeasedCamera) {
    await entry.loop?.close('stream_changed');
    await entry.status?.close();
    await begin(entry, camera);
  }

  async function giveUp(entry: Held, cause: GapCause, release: boolean) {
    held.delete(entry.lease.cameraId);
    await entry.loop?.close(cause);
    await entry.status?.close();
    if (release) await releaseLease(db, workerId, entry.lease);
    log.warn({ cameraId: entry.lease.cameraId, cause }, 'camera given up');
  }

  async function run() {
    while (!stopping.signal.aborted) {
      try {
        await tick();
      } catch (error) {
        log.warn({ err: error }, 'leases not renewed, recording goes on');
      }
      await delay(leaseMs / 3, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    /** Ends all cameras in order with cause `worker_restart` and gives them back. */
    async close() {
      stopping.abort();
      await running;
      await Promise.all([...held.values()].map((entry) => entry.loop?.close('worker_restart')));
      await Promise.all([...held.values()].map((entry) => entry.status?.close()));
    },
    /** Gives the leases back; after the last upload, so that nobody takes over too early. */
    async release() {
      for (const entry of held.values()) await releaseLease(db, workerId, entry.lease);
    },
  };
}
