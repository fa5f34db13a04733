import type { CameraLoudness, ViewCamera } from '../../../../services/contracts/view.ts';
import { between, type Stretch, stretchOf } from './watched.ts';

export type SkipKind = 'silence' | 'empty';

/** A stretch that playing leaves out. */
export interface Skip extends Stretch {
  kind: SkipKind;
}

/** What is shorter is not worth a jump. */
const shortestMs = 2_000;
/** Silence is left a little before its end, so that no first syllable is lost. */
const leadMs = 500;
const noSound = 255;
/** Levels of clip_loudness: 254 for 80 dB. */
const perDecibel = 254 / 80;

/** Where no camera has footage. */
export function emptyStretches(cameras: readonly ViewCamera[], limits: Stretch): Stretch[] {
  const footage = cameras.flatMap((camera) => camera.footage.map(stretchOf)).sort((a, b) => a.from - b.from);
  const joined: Stretch[] = [{ from: limits.from, to: limits.from }];
  for (const one of footage) {
    const last = joined.at(-1);
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
    else joined.push({ ...one });
  }
  return between([...joined, { from: limits.to, to: limits.to }]).filter(isLong);
}

/**
 * Where everything that was measured is quiet or has no sound: below 10 dB over a camera's usual noise. What was not measured
 * counts as loud.
 */
export function quietStretches(cameras: readonly CameraLoudness[]): Stretch[] {
  const [first] = cameras;
  if (!first) return [];
  const { stepMs } = first;
  const fromMs = Date.parse(first.from);
  const all = cameras.map(({ levels, made }) => ({ levels: bytesOf(levels), made: made.map(stretchOf) }));
  const steps = Math.max(...all.map(({ levels }) => levels.length));
  const loud = new Uint8Array(steps);
  for (const { levels, made } of all) {
    const threshold = thresholdOf(levels);
    for (const [step, level] of levels.entries()) {
      const at = fromMs + step * stepMs;
      const isMade = made.some(({ from, to }) => from <= at && at + stepMs <= to);
      if (!isMade || (level !== noSound && level >= threshold)) loud[step] = 1;
    }
  }
  return runsOf(loud)
    .map(({ from, to }) => ({ from: fromMs + from * stepMs, to: fromMs + to * stepMs - leadMs }))
    .filter(isLong);
}

/** What is skipped at a wall time, if anything: one is at least a frame away from its end. */
export function skipAt(skips: readonly Skip[], wallMs: number): Skip | null {
  return skips.find(({ from, to }) => from <= wallMs && wallMs < to - 40) ?? null;
}

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** 10 dB over the level that a fifth of the time stays below, between −60 and −36 dB of full scale. */
export function thresholdOf(levels: Uint8Array): number {
  const heard = levels.filter((level) => level !== noSound).sort();
  const noise = heard[Math.floor(heard.length / 5)] ?? 0;
  return Math.min(44, Math.max(20, noise / perDecibel + 10)) * perDecibel;
}

function runsOf(loud: Uint8Array): Stretch[] {
  const runs: Stretch[] = [];
  let from = 0;
  for (let step = 0; step <= loud.length; step++) {
    if (step < loud.length && loud[step] === 0) continue;
    if (step > from) runs.push({ from, to: step });
    from = step + 1;
  }
  return runs;
}

const isLong = ({ from, to }: Stretch) => to - from >= shortestMs;
