import { type PipeOptions, pipeFfmpeg } from '../pipes/pipe-ffmpeg.ts';

/** Samples a second that loudness is measured with: enough for speech. */
export const loudnessRate = 8000;
/** No sound is kept for this step. */
export const noSound = 255;
const range = { loudest: 254, decibels: 80 };

/** Arguments that turn the sound of an MP4 or mov on stdin into mono 16-bit samples. */
function samplesArgs(): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-f', 'mp4', '-i', 'pipe:0', '-map', '0:a:0'],
    ...['-ac', '1', '-ar', String(loudnessRate), '-f', 's16le', 'pipe:1'],
  ];
}

/** The sound of `file` (an init and fragments that follow each other), sample by sample. Throws when ffmpeg cannot. */
export async function soundSamples(file: Buffer, options: PipeOptions): Promise<Int16Array> {
  const raw = await pipeFfmpeg(samplesArgs(), file, options);
  const samples = new Int16Array(Math.floor(raw.length / 2));
  for (let i = 0; i < samples.length; i++) samples[i] = raw.readInt16LE(i * 2);
  return samples;
}

/** Gathers samples that lie anywhere in [fromMs, toMs) into one level for each step; `fromMs` is a whole number of steps. */
export function createLoudness(fromMs: number, toMs: number, stepMs: number) {
  const steps = Math.ceil((toMs - fromMs) / stepMs);
  const power = new Float64Array(steps);
  const count = new Uint32Array(steps);
  return {
    add(samples: Int16Array, startMs: number): void {
      for (const [i, sample] of samples.entries()) {
        const step = Math.floor((startMs + (i * 1000) / loudnessRate - fromMs) / stepMs);
        if (step < 0 || step >= steps) continue;
        power[step] = (power[step] ?? 0) + sample * sample;
        count[step] = (count[step] ?? 0) + 1;
      }
    },
    /** One byte a step. */
    levels: (): Buffer => Buffer.from(Array.from(power, (sum, step) => levelOf(sum, count[step] ?? 0))),
  };
}

/** 0 for 80 dB below full scale and less, 254 for full scale. */
function levelOf(power: number, count: number): number {
  if (count === 0) return noSound;
  const decibels = 10 * Math.log10(power / count / 32768 ** 2);
  const level = Math.round(((decibels + range.decibels) / range.decibels) * range.loudest);
  return Math.min(range.loudest, Math.max(0, level));
}
