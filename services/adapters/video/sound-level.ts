import { type PipeOptions, pipeFfmpeg } from './pipes/pipe-ffmpeg.ts';

const rateHz = 8000;
const bytesPerSample = 2;
const windowSamples = rateHz / 10;
const quietestDb = -60;

/** Arguments that make samples of sound on stdin: 16 bits, one channel. */
export function sampleArgs(container: 'mov' | 'mp4'): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', container, '-i', 'pipe:0', '-map', '0:a:0'],
    ...['-ac', '1', '-ar', String(rateHz), '-f', 's16le', 'pipe:1'],
  ];
}

/**
 * How loud each of several pieces of sound is, 0 (−60 dB and less) to 100 (full scale): its loudest tenth of a second.
 * `sound` is an init and the fragments of all pieces one after the other, `seconds` how long each of them is. Throws when
 * ffmpeg cannot.
 */
export async function soundLevels(
  sound: Buffer,
  seconds: readonly number[],
  container: 'mov' | 'mp4',
  options: PipeOptions,
): Promise<number[]> {
  const samples = await pipeFfmpeg(sampleArgs(container), sound, options);
  let at = 0;
  return seconds.map((length) => {
    const first = Math.round(at * rateHz);
    at += length;
    return levelOf(samples.subarray(first * bytesPerSample, Math.round(at * rateHz) * bytesPerSample));
  });
}

/** The level of samples, 0 to 100. */
export function levelOf(samples: Buffer): number {
  const count = Math.floor(samples.length / bytesPerSample);
  let loudest = 0;
  for (let start = 0; start < count; start += windowSamples) {
    const end = Math.min(count, start + windowSamples);
    let sum = 0;
    for (let index = start; index < end; index++) sum += samples.readInt16LE(index * bytesPerSample) ** 2;
    loudest = Math.max(loudest, sum / (end - start));
  }
  const db = 10 * Math.log10(loudest / 32_768 ** 2);
  return Math.round(Math.min(100, Math.max(0, (1 - db / quietestDb) * 100)));
}
