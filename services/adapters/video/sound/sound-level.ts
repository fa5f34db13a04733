import type { PipeOptions } from '../pipes/pipe-ffmpeg.ts';
import { loudnessRate, soundSamples } from './loudness.ts';

const windowSamples = loudnessRate / 10;
const quietestDb = -60;

/**
 * How loud each of several pieces of sound is, 0 (−60 dB and less) to 100 (full scale): its loudest tenth of a second.
 * `sound` is an init and the fragments of all pieces one after the other, `seconds` how long each of them is. Throws when
 * ffmpeg cannot.
 */
export async function soundLevels(sound: Buffer, seconds: readonly number[], options: PipeOptions): Promise<number[]> {
  const samples = await soundSamples(sound, options);
  let at = 0;
  return seconds.map((length) => {
    const first = Math.round(at * loudnessRate);
    at += length;
    return levelOf(samples.subarray(first, Math.round(at * loudnessRate)));
  });
}

/** The level of samples, 0 to 100. */
export function levelOf(samples: Int16Array): number {
  let loudest = 0;
  for (let start = 0; start < samples.length; start += windowSamples) {
    const window = samples.subarray(start, start + windowSamples);
    loudest = Math.max(loudest, window.reduce((sum, sample) => sum + sample ** 2, 0) / window.length);
  }
  const db = 10 * Math.log10(loudest / 32_768 ** 2);
  return Math.round(Math.min(100, Math.max(0, (1 - db / quietestDb) * 100)));
}
