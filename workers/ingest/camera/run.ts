import { join } from 'node:path';
import { createFragmentReader, type Fragment } from '../../../services/adapters/video/mp4/fragment-reader.ts';
import type { BufferPool } from '../../../services/adapters/video/pipes/buffer-pool.ts';
import { probeStream } from '../../../services/adapters/video/probe.ts';
import { type Recording, startRecording } from '../../../services/adapters/video/record.ts';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';
import type { LeasedCamera } from '../../../services/recording/leases.ts';
import type { FootageEnd } from '../../../services/recording/segmenting/placement.ts';
import { openRunSink, type RunResult, type RunSink, type RunSinkInputs } from './run-sink.ts';
import { createWatch, type Pace } from './watch.ts';

export interface RunInputs extends RunSinkInputs {
  ffmpeg: string;
  ffprobe: string;
  /** Folder for the named pipes between ffmpeg and us. */
  pipesFolder: string;
  /** Memory of fragments on their way to the disk. */
  pool: BufferPool;
  stallMs: number;
}

export interface RunSource {
  /** Holds credentials. */
  url: string;
  gapBefore: GapCause;
  /** The camera's footage before this run. */
  before: FootageEnd | null;
  pace: Pace;
  onFirstFragment: () => void;
}

const probeTimeoutMs = 8000;
const stopGraceMs = 3000;

/**
 * One unbroken connection to a camera: connects, records until it ends or `stop` aborts (its reason is the gap cause),
 * and returns why. Throws StreamError when the camera cannot be recorded at all.
 */
export async function recordRun(
  inputs: RunInputs,
  camera: LeasedCamera,
  source: RunSource,
  stop: AbortSignal,
): Promise<RunResult> {
  const info = await probeStream(inputs.ffprobe, source.url, probeTimeoutMs, stop);
  const sink = await openRunSink(inputs, camera, info, source);
  const watch = createWatch({ ...inputs, codec: info.videoCodec, pace: source.pace });
  let recording: Recording | null = null;
  let cause: GapCause | null = null;
  let hasFootage = false;

  function end(why: GapCause) {
    cause ??= why;
    recording?.stop(stopGraceMs);
  }

  function takeVideo(fragment: Fragment) {
    if (cause !== null) return;
    const refusal = watch.refusal(fragment, sink.videoTimescale());
    if (refusal !== null) return end(refusal);
    sink.video(fragment);
    if (!hasFootage) source.onFirstFragment();
    hasFootage = true;
    if (sink.isStuck()) end('spool_full');
  }

  const video = createFragmentReader({ onInit: sink.videoInit, onFragment: takeVideo }, inputs.clock.now, inputs.pool);
  const audio = createFragmentReader({ onInit: sink.audioInit, onFragment: sink.audio }, inputs.clock.now, inputs.pool);
  const untilEnd = (push: (chunk: Buffer) => void) => (chunk: Buffer) => {
    if (cause === null) tryOr(() => push(chunk), end);
  };
  recording = await orClose(sink, source.gapBefore, () =>
    startRecording({
      ffmpeg: inputs.ffmpeg,
      url: source.url,
      info,
      pipes: join(inputs.pipesFolder, sink.runId),
      timeoutMs: inputs.stallMs,
      onVideo: untilEnd(video.push),
      onAudio: untilEnd(audio.push),
    }),
  );
  const { ended, stop: stopFfmpeg } = recording;
  // On an orderly stop the last fragment still counts: ffmpeg finishes it before it goes.
  const onStop = () => stopFfmpeg(stopGraceMs);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const stalled = watch.start(() => end('stalled'));
  const lastWords = await ended;
  stalled.close();
  stop.removeEventListener('abort', onStop);
  return sink.close(cause ?? (stop.aborted ? stop.reason : lastWords.cause));
}

async function orClose<T>(sink: RunSink, cause: GapCause, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    await sink.close(cause);
    throw error;
  }
}

/** Bytes that are no fragmented MP4 end the run as corrupt; any other error is a fault of ours and is thrown. */
function tryOr(step: () => void, end: (cause: GapCause) => void) {
  try {
    step();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    end('corrupt');
  }
}
