import { advanceSample, finishSample, nightOf, sampleOf } from '../../custody/fixity/samples.ts';
import { checkSegment } from './check-segment.ts';
import { drawSegments } from './draw.ts';
import type { Turn } from './fixity-deps.ts';
import { returnFootage } from './return-footage.ts';

const atOnce = 20;

/** Draws and reads a part of the night's sample; by day nothing. Returns whether there is nothing more to do now. */
export async function sampleNight(turn: Turn): Promise<boolean> {
  const night = nightOf(turn.clock.now());
  if (night === null) return true;
  const sample = await sampleOf(turn.db, night, turn.sampleSize, new Date(turn.clock.now()));
  if (sample.finished_at !== null) return true;
  let left = sample.wanted - sample.done;
  while (left > 0 && turn.hasTime()) {
    const drawn = await drawSegments(turn.db, Math.min(left, atOnce), new Date(turn.clock.now()));
    if (drawn.length === 0) break;
    left -= await readDrawn(turn, night, drawn);
  }
  if (left > 0 && !turn.hasTime()) return false;
  await returnFootage(turn);
  await finishSample(turn.db, night, new Date(turn.clock.now()));
  return true;
}

async function readDrawn(turn: Turn, night: string, drawn: Awaited<ReturnType<typeof drawSegments>>) {
  const part = { done: 0, bytes: 0, faults: 0 };
  try {
    for (const segment of drawn) {
      if (!turn.hasTime()) break;
      if ((await checkSegment(turn, segment)) === 'fault') part.faults += 1;
      part.done += 1;
      part.bytes += segment.video.bytes + (segment.audio?.bytes ?? 0);
    }
  } finally {
    if (part.done > 0) await advanceSample(turn.db, night, part);
  }
  return part.done;
}
