import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePicture } from '../../adapters/video/picture.ts';
import { StreamError } from '../../adapters/video/stream-error.ts';
import { type TriedStream, tryStream } from '../../adapters/video/try-stream.ts';
import { AppError } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import { type CameraTest, testCause } from '../../contracts/recording/camera-test.ts';
import type { Log } from '../../log.ts';
import { streamProblems } from './stream-problems.ts';

export interface TestDeps {
  ffmpegPath: string;
  ffprobePath: string;
  clock: Clock;
  log: Log;
}

const mostAtOnce = 2;
const pictureWidth = 640;
const pictureLimits = { timeoutMs: 10_000, maxBytes: 4 * 1024 * 1024 };

/**
 * Tests cameras, two at a time in all. `source` holds credentials. What cannot be recorded is an answer, with the cause
 * that its gap would have; throws too_many_tests, and the signal's reason when it aborts.
 */
export function createCameraTests(deps: TestDeps) {
  let running = 0;
  return async (source: string, withPicture: boolean, signal: AbortSignal): Promise<CameraTest> => {
    if (running >= mostAtOnce)
      throw new AppError('too_many_tests', 'Two cameras are being tested already: try again in half a minute.');
    running += 1;
    try {
      return await testCamera(deps, source, withPicture, signal);
    } finally {
      running -= 1;
    }
  };
}

export type TestCamera = ReturnType<typeof createCameraTests>;

async function testCamera(deps: TestDeps, url: string, withPicture: boolean, signal: AbortSignal): Promise<CameraTest> {
  const { ffmpegPath: ffmpeg, ffprobePath: ffprobe, clock } = deps;
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-test-camera-'));
  try {
    const stream = await tryStream({ ffmpeg, ffprobe, url, folder, signal, now: clock.now });
    const jpeg = withPicture ? await pictureOf(deps, stream) : null;
    const picture = jpeg?.toString('base64') ?? null;
    return { outcome: 'works', ...describe(stream), picture, isPictureWithheld: !withPicture };
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    return { outcome: 'fails', cause: testCause.parse(error.causeCode), detail: error.detail };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A stream can be recorded whether or not we can make a picture of it. */
async function pictureOf({ ffmpegPath, log }: TestDeps, { mp4 }: TriedStream): Promise<Buffer | null> {
  try {
    return await makePicture(mp4, pictureWidth, { ffmpegPath, ...pictureLimits });
  } catch (error) {
    log.warn({ err: error }, 'no picture could be made of a camera that was tested');
    return null;
  }
}

function describe({ info, framesPerSecond, gopSeconds, bitsPerSecond, clockOffsetMs }: TriedStream) {
  const { videoCodec, width, height, reorderedFrames, audio } = info;
  const measured = { framesPerSecond, gopSeconds, bitsPerSecond };
  const problems = streamProblems({
    ...measured,
    ...{ videoCodec, height, reorderedFrames, clockOffsetMs },
    ...{ audioCodec: audio?.codec ?? null, audioConvertedFrom: audio?.convertedFrom ?? null },
  });
  return {
    video: { codec: videoCodec, width, height },
    audioCodec: audio === null ? null : (audio.convertedFrom ?? audio.codec),
    measured,
    clockOffsetMs,
    // With rare key frames the test is over before the clock can be told.
    problems: problems.filter((one, _, all) => one !== 'clock_unknown' || !all.includes('gop_long')),
  };
}
