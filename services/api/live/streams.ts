import type { RelayKeeper } from '../../adapters/relay/relay-process.ts';
import type { Log } from '../../log.ts';
import type { LiveSource } from '../../recording/cameras/live-source.ts';
import { LiveStream } from './live-stream.ts';
import type { Loss } from './live-tags.ts';

interface StreamsInputs {
  relay: RelayKeeper;
  log: Log;
  ffmpegPath: string;
  ffprobePath: string;
  /** A camera's address with its credentials. */
  urlOf: (cameraId: string) => Promise<string>;
}

/** A camera that was just lost is not tried again for so long, however many ask. */
const calmMs = 1000;

/** The cameras that are shown here now, each started when somebody asks for it. */
export function createStreams({ relay, log, ffmpegPath: ffmpeg, ffprobePath: ffprobe, urlOf }: StreamsInputs) {
  const running = new Map<string, LiveStream>();
  const ending = new Set<Promise<void>>();
  const losses = new Map<string, { loss: Loss; atMs: number }>();
  let isClosed = false;

  function start({ cameraId, known, version }: LiveSource): LiveStream {
    const stream = new LiveStream({
      ...{ cameraId, known, version, relay, log, ffmpeg, ffprobe },
      url: () => urlOf(cameraId),
      onOver: () => {
        if (running.get(cameraId) === stream) running.delete(cameraId);
        const gone = stream.close().finally(() => ending.delete(gone));
        ending.add(gone);
      },
    });
    running.set(cameraId, stream);
    void stream.begun.then((loss) => {
      if (loss) losses.set(cameraId, { loss, atMs: performance.now() });
      else losses.delete(cameraId);
    });
    return stream;
  }

  return {
    /** The stream of a camera that runs. */
    get: (cameraId: string) => running.get(cameraId),
    /** How many run. */
    count: () => running.size,
    /** Waits for a camera's picture, and starts it where it does not run. Returns why there is none, or null when it is there. */
    async picture(source: LiveSource): Promise<Loss | null> {
      if (source.stopped) return { cause: source.stopped, lastPictureMs: 0 };
      const before = losses.get(source.cameraId);
      const stream = running.get(source.cameraId);
      if (stream?.version === source.version) return stream.begun;
      void stream?.close();
      if (before && performance.now() - before.atMs < calmMs) return before.loss;
      return isClosed ? { cause: null, lastPictureMs: 0 } : start(source).begun;
    },
    /** Returns when no ffmpeg is left. */
    async close() {
      isClosed = true;
      for (const stream of [...running.values()]) void stream.close();
      await Promise.all(ending);
    },
  };
}
