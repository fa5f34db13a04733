import { setTimeout as delay } from 'node:timers/promises';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import { claimCameras, type LeasedCamera, releaseLease, renewLeases } from '../../services/recording/leases.ts';
import { announceWorker, quotaOf, retireWorker, type WorkerFacts } from '../../services/recording/workers.ts';
import { type HeldCamera, type HeldCameraInputs, holdCamera } from './camera/held-camera.ts';

export interface FleetInputs extends HeldCameraInputs {
  leaseMs: number;
  /** What this worker says of itself now. */
  facts: () => WorkerFacts;
}

interface State extends FleetInputs {
  held: Map<string, HeldCamera>;
  /** Given up, but not ended yet. */
  leaving: Map<string, { camera: HeldCamera; left: Promise<void> }>;
  /** `performance.now()` when the database last failed us. */
  failedAtMs: number;
  /** The cameras are being ended: their leases are renewed, and nothing else. */
  isClosing: boolean;
}

/** So many claims are one transaction; more follow at once, after the leases have been renewed. */
const claimsAtOnce = 25;

/**
 * The cameras of this worker: claims its share of the free ones, renews what it holds, starts and ends a loop for each,
 * and hands one over where another worker holds two fewer. While the database is away nothing changes hands and
 * recording goes on. Nothing that a camera does holds up the leases of the others.
 */
export function startFleet(inputs: FleetInputs) {
  const state: State = {
    ...inputs,
    held: new Map(),
    leaving: new Map(),
    failedAtMs: Number.NEGATIVE_INFINITY,
    isClosing: false,
  };
  const { held, leaving } = state;
  const stopping = new AbortController();
  const running = renewUntil(state, stopping.signal);
  return {
    /** How many cameras are held now, and how many of them deliver footage. */
    cameras() {
      const recording = [...held.values()].filter((camera) => camera.isRecording());
      return { held: held.size, recording: recording.length };
    },
    /** Ends all cameras in order with cause `worker_restart`; their leases are kept until `release`. */
    async close() {
      state.isClosing = true;
      await Promise.all([...held.values()].map((camera) => camera.close('worker_restart')));
      await Promise.all([...leaving.values()].map(({ left }) => left));
    },
    /** Gives the leases back; after the last upload, so that nobody takes over too early. */
    async release() {
      stopping.abort();
      await running;
      for (const { lease } of held.values()) await releaseLease(inputs.db, inputs.workerId, lease);
      await retireWorker(inputs.db, inputs.workerId);
    },
  };
}

async function renewUntil(state: State, stop: AbortSignal) {
  while (!stop.aborted) {
    let isMore = false;
    try {
      isMore = await tick(state);
    } catch (error) {
      state.failedAtMs = performance.now();
      state.log.warn({ err: error }, 'leases not renewed, recording goes on');
    }
    if (!isMore) await delay(state.leaseMs / 4, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Returns whether there is more to claim. */
async function tick(state: State): Promise<boolean> {
  const { db, workerId, leaseMs, held, leaving } = state;
  const askedAtMs = performance.now();
  const ours = await renew(state, [...held.values(), ...[...leaving.values()].map(({ camera }) => camera)]);
  if (state.isClosing) return false;
  await announceWorker(db, workerId, leaseMs, state.facts());
  const quota = (await quotaOf(db, workerId)) ?? 0;
  // While the database was away nobody could renew: the others get time to do so before their cameras count as free.
  const othersCouldRenew = askedAtMs - state.failedAtMs > leaseMs;
  const claimed = othersCouldRenew && quota > held.size ? await claim(state, quota - held.size) : [];
  if (performance.now() - askedAtMs > leaseMs / 2) state.failedAtMs = performance.now();
  if (!state.isClosing) for (const camera of held.values()) follow(state, camera, ours.get(camera.lease.cameraId));
  for (const camera of claimed) held.set(camera.lease.cameraId, camera);
  if (state.isClosing) return false;
  // One at a time: each costs its camera a few seconds of footage.
  const surplus = held.size > quota && othersCouldRenew && leaving.size === 0 ? [...held.values()].at(-1) : undefined;
  if (surplus) giveUp(state, surplus, 'worker_restart', true);
  return claimed.length > 0;
}

/** The cameras whose leases are still ours, as they are now. */
async function renew({ db, workerId, leaseMs }: State, cameras: HeldCamera[]): Promise<Map<string, LeasedCamera>> {
  const leases = cameras.map(({ lease }) => lease);
  const renewed = await renewLeases(db, workerId, leases, leaseMs);
  return new Map(renewed.map((camera) => [camera.cameraId, camera]));
}

/** Cameras that were free; they start with the next renewal, which follows at once. */
async function claim(state: State, count: number): Promise<HeldCamera[]> {
  const { db, workerId, leaseMs, held, leaving } = state;
  const taken = [...held.keys(), ...leaving.keys()];
  const leases = await claimCameras(db, workerId, taken, leaseMs, Math.min(count, claimsAtOnce));
  return leases.map((lease) => holdCamera(state, lease));
}

/** Does with a camera what the database says of it; nothing when the lease is lost. */
function follow(state: State, camera: HeldCamera, now: LeasedCamera | undefined) {
  if (!now) giveUp(state, camera, 'worker_lost', false);
  else if (now.stopped) giveUp(state, camera, now.stopped, true);
  else camera.update(now);
}

function giveUp({ held, leaving, log }: State, camera: HeldCamera, cause: GapCause, release: boolean) {
  const { cameraId } = camera.lease;
  held.delete(cameraId);
  const left = camera.leave(cause, release).then(
    () => log.warn({ cameraId, cause }, 'camera given up'),
    (error: unknown) => log.warn({ cameraId, err: error }, 'lease not given back, it runs out'),
  );
  leaving.set(cameraId, { camera, left: left.finally(() => leaving.delete(cameraId)) });
}
