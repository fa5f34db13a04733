import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCameraTime } from './camera-time.ts';
import { readInit } from './mp4/boxes.ts';
import { createFragmentReader, type Fragment } from './mp4/fragment-reader.ts';
import { probeStream, type StreamInfo } from './probe.ts';
import { startRecording } from './record.ts';
import { StreamError } from './stream-error.ts';

export interface TryOptions {
  ffmpeg: string;
  ffprobe: string;
  /** RTSP address with credentials; never logged. */
  url: string;
  /** A folder for named pipes, of this call alone. */
  folder: string;
  signal: AbortSignal;
  now: () => number;
}

/** What a few seconds of a stream are like, taken the way the recorder takes it. */
export interface TriedStream {
  info: StreamInfo;
  framesPerSecond: number;
  /** Of the longest GOP seen; one that was longer than we watched counts as long as that. */
  gopSeconds: number;
  /** Picture and sound. */
  bitsPerSecond: number;
  /** Camera clock minus server clock, ms; null when it sent none so far. */
  clockOffsetMs: number | null;
  /** An init and one fragment. */
  mp4: Buffer;
}

const probeTimeoutMs = 8000;
/** Two key frames of a camera that sends one every ten seconds, wherever it is when we come. */
const watchMs = 24_000;
const stopGraceMs = 2000;
/** Until its clock is known too, or this many are there. */
const [fewestFragments, mostFragments] = [2, 8];

/**
 * Connects to a camera as the recorder would and records into memory for at least two key frames after the first.
 * Throws StreamError with the cause that a gap would have; throws the signal's reason when it aborts.
 */
export async function tryStream(options: TryOptions): Promise<TriedStream> {
  const { ffmpeg, ffprobe, url, folder, signal, now } = options;
  const info = await probeStream(ffprobe, url, probeTimeoutMs, signal);
  const enough = new AbortController();
  const video = collect(now, enough);
  const audio = collect(now, enough);
  const recording = await startRecording({
    ...{ ffmpeg, url, info, pipes: join(folder, 'try'), timeoutMs: probeTimeoutMs },
    onVideo(chunk) {
      video.push(chunk);
      const { length } = video.fragments;
      if (length >= mostFragments || (length >= fewestFragments && clockOffset(video) !== null)) enough.abort();
    },
    onAudio: audio.push,
  });
  const waited = delay(watchMs, 'waited' as const, { signal: AbortSignal.any([signal, enough.signal]) });
  const first = await Promise.race([recording.ended, waited.catch(() => 'waited' as const)]);
  recording.stop(stopGraceMs);
  await recording.ended;
  signal.throwIfAborted();
  if (video.isBroken() || audio.isBroken()) throw new StreamError('corrupt', 'The camera sends no footage.');
  if (video.fragments.length === 0)
    throw new StreamError(first === 'waited' ? 'stalled' : first.cause, 'The camera sent no whole picture.');
  return describe(info, video, audio);
}

/** Reads a track as it comes; bytes that are no footage end it. */
function collect(now: () => number, enough: AbortController) {
  const fragments: Fragment[] = [];
  let init: Buffer | null = null;
  let isBroken = false;
  const sink = {
    onInit: (seen: Buffer) => {
      init = seen;
    },
    onFragment: (fragment: Fragment) => fragments.push(fragment),
  };
  const reader = createFragmentReader(sink, now);
  return {
    fragments,
    init: () => init,
    isBroken: () => isBroken,
    push(chunk: Buffer) {
      if (isBroken) return;
      try {
        reader.push(chunk);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        isBroken = true;
        enough.abort();
      }
    },
  };
}

type Track = ReturnType<typeof collect>;

function describe(info: StreamInfo, video: Track, audio: Track): TriedStream {
  const { fragments } = video;
  const init = video.init() ?? Buffer.alloc(0);
  const { timescale } = readInit(init);
  const seconds = secondsOf(video);
  const samples = fragments.reduce((sum, one) => sum + one.samples, 0);
  return {
    info,
    framesPerSecond: samples / seconds,
    gopSeconds: Math.max(...fragments.map(({ durationTicks }) => durationTicks)) / timescale,
    bitsPerSecond: bitsPerSecond(video) + bitsPerSecond(audio),
    clockOffsetMs: clockOffset(video),
    mp4: Buffer.concat([init, fragments[0]?.data ?? Buffer.alloc(0)]),
  };
}

function secondsOf({ fragments, init }: Track): number {
  const bytes = init();
  if (bytes === null) return 0;
  return fragments.reduce((sum, one) => sum + one.durationTicks, 0) / readInit(bytes).timescale;
}

function bitsPerSecond(track: Track): number {
  const seconds = secondsOf(track);
  return seconds === 0 ? 0 : (8 * track.fragments.reduce((sum, one) => sum + one.bytes, 0)) / seconds;
}

/** A fragment is whole when its last picture has come, so its first one was taken its duration earlier. */
function clockOffset({ fragments, init }: Track): number | null {
  const bytes = init();
  if (bytes === null) return null;
  const { timescale } = readInit(bytes);
  const time = createCameraTime(timescale);
  const offsets = fragments.map((fragment) => {
    const cameraMs = time.see(fragment);
    return cameraMs && cameraMs - (fragment.arrivedAtMs - (fragment.durationTicks / timescale) * 1000);
  });
  return offsets.at(-1) ?? null;
}
