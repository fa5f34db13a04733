import type { Db } from '../../adapters/postgres/connect.ts';
import type { Publish } from '../../adapters/realtime/publish.ts';
import { createRelay } from '../../adapters/relay/relay-process.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { liveUrl } from '../../recording/cameras/live-source.ts';
import type { Loss } from './live-tags.ts';
import { createStreams } from './streams.ts';
import { startLiveWatch } from './watch-live.ts';
import type { Watching } from './watching.ts';

export interface LiveCamerasInputs {
  db: Db;
  clock: Clock;
  log: Log;
  publish: Publish;
  secretKey: Buffer;
  ffmpegPath: string;
  ffprobePath: string;
  /** Folder of the relay's own notes, of this api alone. */
  relayPath: string;
}

export type LiveCameras = ReturnType<typeof startLiveCameras>;

/** What this api shows live: one stream for each camera that somebody watches here, and who they are. */
export function startLiveCameras(inputs: LiveCamerasInputs) {
  const relay = createRelay({ storePath: inputs.relayPath, log: inputs.log });
  const urlOf = (cameraId: string) => liveUrl(inputs.db, inputs.secretKey, cameraId);
  const streams = createStreams({ ...inputs, relay, urlOf });
  const watching = new Set<Watching>();
  const endCamera = (cameraId: string, loss: Loss) => void streams.get(cameraId)?.close(loss);
  const watch = startLiveWatch({ ...inputs, watching, endCamera });

  return {
    /** How many cameras run, and who watches: for tests. */
    streams: streams.count,
    watching: watching as ReadonlySet<Watching>,
    relay,
    /**
     * Waits for the camera's picture. Returns why there is none, or null when it is there. The viewer is looked after from now
     * on, and cut as soon as the person may not watch any more.
     */
    async open(one: Watching): Promise<Loss | null> {
      watching.add(one);
      const loss = await streams.picture(one.source);
      if (loss) watching.delete(one);
      return loss;
    },
    /** Sends the picture to a viewer that `open` waited for. */
    join(one: Watching): void {
      const stream = streams.get(one.source.cameraId);
      if (stream) stream.join(one.viewer);
      else one.viewer.lose({ cause: null, lastPictureMs: 0 });
    },
    /** The viewer is gone; what it was sent is written down. */
    leave(one: Watching): void {
      streams.get(one.source.cameraId)?.leave(one.viewer);
      one.viewer.cut();
      if (watching.delete(one)) watch.note(one);
    },
    /** Ends everything; returns when no ffmpeg and no relay is left and all that was sent is written down. */
    async close() {
      await streams.close();
      for (const one of [...watching]) {
        one.viewer.cut();
        watch.note(one);
      }
      await relay.close();
      await watch.close();
    },
  };
}
