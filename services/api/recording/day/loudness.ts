import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { soundLevels } from '../../../adapters/video/sound/sound-level.ts';
import { hasSound, readSound, type SoundSegment, unbroken } from '../../../casework/clips/run-sound.ts';
import type { Segment, Track } from '../../../recording/segments.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { takeTurns } from '../../playback/take-turns.ts';
import type { Level } from './steps.ts';

type Deps = Pick<ApiDeps, 'bucket' | 'cachePath' | 'ffmpegPath'>;
export type Loudness = ReturnType<typeof createLoudness>;

/** Segments that one ffmpeg hears. */
const mostAtOnce = 30;
const conversion = { timeoutMs: 30_000, maxBytes: 64 * 1024 * 1024 };
/** More people than these do not wait for one ffmpeg. */
const mostWaiting = 24;

/**
 * Hears how loud segments are, one ffmpeg at a time, and keeps what it heard beside the sound that was made playable: gone a day
 * after it was last used, and of segments that are not stored any more at the next use.
 */
export function createLoudness(deps: Deps) {
  const inTurn = takeTurns(1, mostWaiting);
  return {
    /**
     * Levels of those of a camera's segments of an hour that have sound and may be heard (`isHeard`). Throws too_many_requests
     * when too many wait; stops when `signal` aborts.
     */
    ofHour: (
      hourMs: number,
      segments: readonly Segment[],
      isHeard: (one: Segment) => boolean,
      signal: AbortSignal,
    ): Promise<Level[]> => inTurn(() => hear(deps, hourMs, segments, isHeard, signal)),
  };
}

async function hear(
  deps: Deps,
  hourMs: number,
  segments: readonly Segment[],
  isHeard: (one: Segment) => boolean,
  signal: AbortSignal,
): Promise<Level[]> {
  const [first] = segments;
  if (!first) return [];
  const file = join(deps.cachePath, 'loudness', first.cameraId, `${hourMs}.json`);
  const kept = await readKept(file);
  const known = new Map(segments.flatMap((one) => pair(one, kept.get(keyOf(one)))));
  const wanted = segments.filter(hasSound).filter(isHeard);
  for (const batch of unbroken(
    wanted.filter((one) => !known.has(keyOf(one))),
    mostAtOnce,
  )) {
    signal.throwIfAborted();
    const levels = await levelsOf(deps, batch);
    for (const [index, one] of batch.entries()) known.set(keyOf(one), levels[index] ?? 0);
  }
  await keep(file, known);
  return wanted.map((one) => ({ from: one.startedAt, to: one.endedAt, level: known.get(keyOf(one)) ?? 0 }));
}

/** Another version of the object is another sound. */
const keyOf = ({ startedAt, audio }: Segment) => `${startedAt.getTime()} ${audio?.versionId ?? ''}`;
const pair = (one: Segment, level: number | undefined): [string, number][] =>
  level === undefined ? [] : [[keyOf(one), level]];

async function levelsOf({ bucket, ffmpegPath }: Deps, batch: readonly SoundSegment[]): Promise<number[]> {
  const seconds = batch.map(({ audio }) => secondsOf(audio));
  return soundLevels(await readSound(bucket, batch), seconds, { ffmpegPath, ...conversion });
}

const secondsOf = ({ fragmentTicks, timescale }: Track) => fragmentTicks.reduce((sum, one) => sum + one, 0) / timescale;

const keptLevels = z.record(z.string(), z.number());

async function readKept(file: string): Promise<Map<string, number>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  return new Map(Object.entries(keptLevels.parse(JSON.parse(text))));
}

/** Written beside and renamed, so that it is whole or not there; written at each use, so that its age is that of its last use. */
async function keep(file: string, levels: ReadonlyMap<string, number>) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, JSON.stringify(Object.fromEntries(levels)));
  await rename(`${file}.part`, file);
}
