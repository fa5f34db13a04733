import { createHash } from 'node:crypto';
import { readFile, rename, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { readInit } from '../../adapters/video/boxes.ts';
import { createFragmentReader, type Fragment } from '../../adapters/video/fragment-reader.ts';
import { dropSegment } from './drop.ts';
import {
  namesIn,
  parseJson,
  parseSpoolName,
  partName,
  readIfThere,
  sidecarName,
  syncFolder,
  type TrackName,
  wholeName,
  writeDurably,
} from './files.ts';
import { type Sidecar, type SpooledRun, type SpooledTrack, sidecar as sidecarSchema } from './sidecar.ts';

/** What was found in a run's folder after a crash. Times in ms. */
export interface Salvaged {
  sidecars: Sidecar[];
  /** Files that hold nothing that can be parsed; they stay where they are. */
  unreadable: string[];
}

/**
 * Makes a run's folder whole again after the worker died: segments with a sidecar get their last renames, growing
 * files are cut back to their last whole fragment and get a sidecar of their own. Nothing is deleted.
 */
export async function salvageRun(folder: string, run: SpooledRun): Promise<Salvaged> {
  const names = await namesIn(folder);
  const seqs = [...new Set(names.map((name) => parseSpoolName(name)?.seq).filter((seq) => seq !== undefined))].sort(
    (a, b) => a - b,
  );
  const found: Salvaged = { sidecars: [], unreadable: [] };
  let nextStartMs = run.nextStartMs;
  for (const seq of seqs) {
    if (await wasStored(folder, seq)) continue;
    const sidecar = (await finishRenames(folder, seq)) ?? (await rebuild(folder, seq, run, nextStartMs, found));
    if (!sidecar) continue;
    found.sidecars.push(sidecar);
    nextStartMs = sidecar.endedAtMs;
  }
  return found;
}

/** A sidecar without its video is the last trace of a segment that was stored and being removed (`dropSegment`). */
async function wasStored(folder: string, seq: number): Promise<boolean> {
  const names = new Set(await namesIn(folder));
  const stored =
    names.has(sidecarName(seq)) && !names.has(partName(seq, 'video')) && !names.has(wholeName(seq, 'video'));
  if (stored) await dropSegment(folder, seq);
  return stored;
}

async function finishRenames(folder: string, seq: number): Promise<Sidecar | null> {
  const text = await readIfThere(join(folder, sidecarName(seq)));
  if (text === null) return null;
  const sidecar = parseJson(sidecarSchema, text);
  if (sidecar === null) return null;
  const tracks: TrackName[] = sidecar.audio ? ['video', 'audio'] : ['video'];
  const names = new Set(await namesIn(folder));
  for (const track of tracks) {
    if (names.has(partName(seq, track)))
      await rename(join(folder, partName(seq, track)), join(folder, wholeName(seq, track)));
  }
  await syncFolder(folder);
  return sidecar;
}

async function rebuild(folder: string, seq: number, run: SpooledRun, nextStartMs: number | null, found: Salvaged) {
  const video = await salvageTrack(folder, seq, 'video', found);
  if (!video) return null;
  const audio = await salvageTrack(folder, seq, 'audio', found);
  const endTicks = video.baseTicks + video.fragmentTicks.reduce((sum, ticks) => sum + ticks, 0);
  const wallMs = (ticks: number) => Math.round(run.offsetMs + (ticks / video.timescale) * 1000);
  const startedAtMs = nextStartMs ?? wallMs(video.baseTicks);
  const endedAtMs = Math.max(startedAtMs + 1, wallMs(endTicks));
  const sidecar: Sidecar = { v: 1, seq, startedAtMs, endedAtMs, cameraOffsetMs: null, video, audio };
  await writeDurably(folder, sidecarName(seq), JSON.stringify(sidecar));
  return finishRenames(folder, seq);
}

async function salvageTrack(
  folder: string,
  seq: number,
  track: TrackName,
  found: Salvaged,
): Promise<SpooledTrack | null> {
  const names = new Set(await namesIn(folder));
  const name = [partName(seq, track), wholeName(seq, track)].find((candidate) => names.has(candidate));
  if (!name) return null;
  const bytes = await readFile(join(folder, name));
  const parsed = parseTrack(bytes);
  if (!parsed) {
    found.unreadable.push(name);
    return null;
  }
  await truncate(join(folder, name), parsed.bytes);
  return parsed;
}

/** The longest prefix of `bytes` that is an init and whole fragments; null when there is not even one fragment. */
export function parseTrack(bytes: Buffer): SpooledTrack | null {
  const fragments: Fragment[] = [];
  let init: Buffer | null = null;
  const reader = createFragmentReader(
    {
      onInit: (seen) => {
        init = seen;
      },
      onFragment: (fragment) => fragments.push(fragment),
    },
    () => 0,
  );
  try {
    reader.push(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return init === null || fragments.length === 0 ? null : trackOf(bytes, init, fragments);
}

function trackOf(bytes: Buffer, init: Buffer, fragments: Fragment[]): SpooledTrack {
  const size = fragments.reduce((sum, fragment) => sum + fragment.bytes, init.length);
  const ends = fragments.map(
    (fragment, i) => fragments[i + 1]?.baseTicks ?? fragment.baseTicks + fragment.durationTicks,
  );
  return {
    bytes: size,
    sha256: createHash('sha256').update(bytes.subarray(0, size)).digest('hex'),
    initBytes: init.length,
    timescale: readInit(init).timescale,
    baseTicks: fragments[0]?.baseTicks ?? 0,
    fragmentBytes: fragments.map((fragment) => fragment.bytes),
    fragmentTicks: fragments.map((fragment, i) => (ends[i] ?? 0) - fragment.baseTicks),
    samples: fragments.reduce((sum, fragment) => sum + fragment.samples, 0),
  };
}
