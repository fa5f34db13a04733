import type { StreamProblem } from '../../contracts/recording/stream-problem.ts';

/** What is known of a camera's stream; null = not known. */
export interface StreamFacts {
  videoCodec: string;
  height: number;
  /** Frames by which decoding runs ahead of showing; 0 without B-frames. */
  reorderedFrames: number | null;
  framesPerSecond: number | null;
  gopSeconds: number | null;
  bitsPerSecond: number | null;
  /** As stored; null without sound. */
  audioCodec: string | null;
  audioConvertedFrom: string | null;
  /** Camera clock minus server clock, ms. */
  clockOffsetMs: number | null;
}

const longGopSeconds = 4.5;
const fewFramesPerSecond = 9;
const smallHeight = 480;
/** Twice what the README reckons disks with. */
const highBitsPerSecond = 8_000_000;
const clockOffMs = 2000;

/** What is worth changing on a camera, most important first; limits and reasons are with `streamProblem`. */
export function streamProblems(facts: StreamFacts): StreamProblem[] {
  const { gopSeconds, framesPerSecond, bitsPerSecond, clockOffsetMs } = facts;
  const found: [StreamProblem, boolean][] = [
    ['gop_long', gopSeconds !== null && gopSeconds > longGopSeconds],
    ['clock_off', clockOffsetMs !== null && Math.abs(clockOffsetMs) > clockOffMs],
    ['no_audio', facts.audioCodec === null],
    ['audio_converted', facts.audioConvertedFrom !== null],
    ['codec_h265', facts.videoCodec === 'hevc'],
    ['bframes', facts.reorderedFrames !== null && facts.reorderedFrames > 0],
    ['fps_low', framesPerSecond !== null && framesPerSecond < fewFramesPerSecond],
    ['picture_small', facts.height > 0 && facts.height < smallHeight],
    ['bitrate_high', bitsPerSecond !== null && bitsPerSecond > highBitsPerSecond],
    ['clock_unknown', clockOffsetMs === null],
  ];
  return found.filter(([, is]) => is).map(([problem]) => problem);
}
