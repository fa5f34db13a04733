import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from '../../../services/adapters/postgres/connect.ts';
import type { Publish } from '../../../services/adapters/realtime/publish.ts';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';
import { openGap } from '../../../services/recording/gaps.ts';
import { type Lease, type LeasedCamera, releaseLease } from '../../../services/recording/leases.ts';
import type { FootageEnd } from '../../../services/recording/segmenting/placement.ts';
import type { Turns } from '../turns.ts';
import { type CameraLoopInputs, startCameraLoop } from './camera-loop.ts';
import { createStatusReporter } from './status.ts';

export interface HeldCameraInputs extends Omit<CameraLoopInputs, 'say'> {
  db: Db;
  publish: Publish;
  workerId: string;
  /** Cameras start one after the other: all at once would stop the event loop for seconds. */
  starts: Turns;
}

export type HeldCamera = ReturnType<typeof holdCamera>;

interface Recorder {
  loop: ReturnType<typeof startCameraLoop>;
  status: ReturnType<typeof createStatusReporter>;
}

const staggerMs = 150;

/** A camera whose lease this worker has: recorded from the first `update` on, until `close` or `leave`. */
export function holdCamera(inputs: HeldCameraInputs, lease: Lease) {
  let recorder: Recorder | null = null;
  let revision: number | null = null;
  let isOver = false;
  let changing = Promise.resolve();

  function start(camera: LeasedCamera, gapBefore: GapCause, before: FootageEnd | null) {
    return inputs.starts.take(async () => {
      if (isOver) return;
      const status = createStatusReporter(inputs, camera);
      recorder = { status, loop: startCameraLoop({ ...inputs, say: status.say }, camera, { gapBefore, before }) };
      await delay(staggerMs);
    });
  }

  /** Its address or password changed. */
  async function restart(camera: LeasedCamera) {
    const before = (await recorder?.loop.close('stream_changed')) ?? null;
    await recorder?.status.close();
    await start(camera, 'stream_changed', before);
  }

  async function close(cause: GapCause) {
    isOver = true;
    // What is changing may wait for its turn; it ends at once then.
    await Promise.all([recorder?.loop.close(cause), changing]);
    await recorder?.loop.close(cause);
    await recorder?.status.close();
  }

  return {
    lease,
    isRecording: () => recorder?.loop.isRecording() ?? false,
    /** The camera as the database has it now. */
    update(camera: LeasedCamera) {
      if (isOver) return;
      const isNew = revision === null;
      if (camera.revision === revision) {
        // A person stopped it and let it go on before we had noticed.
        if (recorder?.loop.isRecording() && camera.state !== 'recording') recorder.status.say({ state: 'recording' });
        return;
      }
      revision = camera.revision;
      changing = changing.then(() => (isNew ? start(camera, 'worker_restart', null) : restart(camera)));
    },
    /** Ends it in order; the cause goes into the gap that begins there. */
    close,
    /** Ends it for good, and gives the lease back if it is still ours. Throws when the database does not take it. */
    async leave(cause: GapCause, release: boolean) {
      const hadStarted = recorder !== null;
      await close(cause);
      if (!release) return;
      // One that a person stopped before it had begun: nobody else says so.
      if (!hadStarted && cause !== 'worker_restart') await openGap(inputs.db, lease.cameraId, null, cause);
      await releaseLease(inputs.db, inputs.workerId, lease);
    },
  };
}
