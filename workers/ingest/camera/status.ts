import { setTimeout as delay } from 'node:timers/promises';
import { everyone } from '../../../services/access/audience.ts';
import type { Db } from '../../../services/adapters/postgres/connect.ts';
import type { Publish } from '../../../services/adapters/realtime/publish.ts';
import type { Log } from '../../../services/log.ts';
import { openGap } from '../../../services/recording/gaps.ts';
import { holdsLease, type LeasedCamera, setCameraState } from '../../../services/recording/leases.ts';
import type { RunResult } from './run-sink.ts';

export type CameraStatus = { state: 'connecting' | 'recording' } | ({ state: 'down' } & RunResult);

const retryMs = 2000;

/**
 * Tells the database and the people how a camera is. Only the newest status counts: while the database is away, older
 * ones are dropped, and the gaps they stood for are written with the next stored segment.
 */
export function createStatusReporter(deps: { db: Db; publish: Publish; log: Log }, camera: LeasedCamera) {
  let newest: CameraStatus | null = null;
  let working: Promise<void> | null = null;
  const stopping = new AbortController();

  async function work() {
    while (newest !== null) {
      const status: CameraStatus = newest;
      try {
        await report(deps, camera, status);
        if (newest === status) newest = null;
      } catch (error) {
        deps.log.warn({ cameraId: camera.cameraId, err: error }, 'camera state not written yet');
        if (stopping.signal.aborted) return;
        await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  return {
    say(status: CameraStatus) {
      newest = keepingEnd(status, newest);
      working ??= work().finally(() => {
        working = null;
      });
    },
    /** Waits for what was said last, one try more when the database is away. */
    async close() {
      stopping.abort();
      await working;
    },
  };
}

/** Where the footage ended is still to be told when the camera goes down once more, of another cause. */
function keepingEnd(status: CameraStatus, untold: CameraStatus | null): CameraStatus {
  if (status.state !== 'down' || untold?.state !== 'down' || status.footageEndedAt !== null) return status;
  return { ...status, footageEndedAt: untold.footageEndedAt };
}

async function report(deps: { db: Db; publish: Publish }, camera: LeasedCamera, status: CameraStatus) {
  if (!(await holdsLease(deps.db, camera))) return;
  const isDown = status.state === 'down';
  const isNews = isDown && (await openGap(deps.db, camera.cameraId, status.footageEndedAt, status.cause));
  const [cause, detail] = isDown ? [status.cause, status.detail ?? null] : [null, null];
  const changed = await setCameraState(deps.db, camera, status.state, cause, detail);
  if (!changed && !isNews) return;
  await deps.publish({ kind: 'camera', id: camera.cameraId, version: 0 }, everyone);
  await deps.publish({ kind: 'room', id: camera.roomId, version: 0 }, everyone);
}
