import { createHash } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../../adapters/bucket/synced-files.ts';
import { readInit } from '../../adapters/video/mp4/boxes.ts';
import { createFragmentReader, type Fragment } from '../../adapters/video/mp4/fragment-reader.ts';
import { footageTicks, usualTicks } from '../segmenting/footage-ticks.ts';
import { dropSegment } from './drop.ts';
import {
  isGone,
  namesIn,
  parseJson,
  parseSpoolName,
  partName,
  readIfThere,
  sidecarName,
  type TrackName,
  wholeName,
  writeDurably,
} from './files.ts';
import { type Quarantined, quarantineFiles, quarantineTail } from './quarantine.ts';
import {
  type Chain,
  chainUpTo,
  type Sidecar,
  type SpooledRun,
  type SpooledTrack,
  sidecar as sidecarSchema,
} from './sidecar.ts';

/** What was found in a run's folder after a crash. Times in ms. */
export interface Salvaged {
  sidecars: Sidecar[];
  /** What could not be used; it was moved to the quarantine folder. */
  quarantined: Quarantined[];
  /** Why some of it could not be looked after now (a full disk): doing it again may help. null when all was. */
  failure: unknown;
}

/**
 * Makes a run's folder whole again after the worker died: segments with a sidecar get their last renames, growing
 * files are cut back to their last whole fragment and get a sidecar of their own. Nothing is deleted: the rest goes to
 * the quarantine folder.
 */
export async function salvageRun(folder: string, run: SpooledRun): Promise<Salvaged> {
  const names = new Set(await namesIn(folder));
  const seqs = new Set([...names].map((name) => parseSpoolName(name)?.seq).filter((seq) => seq !== undefined));
  const found: Salvaged = { sidecars: [], quarantined: [], failure: null };
  let before: Before = { nextStartMs: run.nextStartMs, chain: run.chain };
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    if (wasStored(names, seq)) {
      await dropSegment(folder, seq);
      continue;
    }
    const at = { folder, names, seq };
    const sidecar = await salvageSegment(at, run, before, found);
    if (!sidecar) continue;
    found.sidecars.push(sidecar);
    before = { nextStartMs: sidecar.endedAtMs, chain: chainUpTo(run.runId, sidecar) };
  }
  return found;
}

/** What is known of the segment before. */
interface Before {
  /** Its end. */
  nextStartMs: number | null;
  chain: Chain | null;
}

/** What the disk does not let us read goes to quarantine; any other fault leaves the segment for the next time. */
async function salvageSegment(at: Place, run: SpooledRun, before: Before, found: Salvaged) {
  try {
    return (await finishRenames(at)) ?? (await rebuild(at, run, before, found));
  } catch (error) {
    if (isGone(error)) found.quarantined.push(...(await quarantineFiles(at.folder, filesOf(at.seq), 'unreadable')));
    else found.failure ??= error;
    return null;
  }
}

/** A segment in a run's folder, and all that lay there at first. */
interface Place {
  folder: string;
  names: ReadonlySet<string>;
  seq: number;
}

/** A sidecar without its video is the last trace of a segment that was stored and being removed (`dropSegment`). */
function wasStored(names: ReadonlySet<string>, seq: number): boolean {
  return names.has(sidecarName(seq)) && !names.has(partName(seq, 'video')) && !names.has(wholeName(seq, 'video'));
}

/** What the sidecar says, with the last renames done; null when it cannot be read or its files are not what it says. */
async function finishRenames({ folder, names, seq }: Place): Promise<Sidecar | null> {
  const text = await readIfThere(join(folder, sidecarName(seq)));
  if (text === null) return null;
  const sidecar = parseJson(sidecarSchema, text);
  if (sidecar === null) return null;
  const parts: TrackName[] = [];
  for (const track of ['video', 'audio'] as const) {
    const said = sidecar[track];
    if (said === null) continue;
    const name = [partName(seq, track), wholeName(seq, track)].find((candidate) => names.has(candidate));
    if (name === undefined || (await stat(join(folder, name))).size !== said.bytes) return null;
    if (name === partName(seq, track)) parts.push(track);
  }
  for (const track of parts) await rename(join(folder, partName(seq, track)), join(folder, wholeName(seq, track)));
  if (parts.length > 0) await syncFolder(folder);
  return sidecar;
}

async function rebuild(at: Place, run: SpooledRun, { nextStartMs, chain }: Before, found: Salvaged) {
  const { folder, seq } = at;
  const video = await salvageTrack(at, 'video', found);
  const wallMs = (ticks: number) => Math.round(run.offsetMs + (ticks / (video?.timescale ?? 1)) * 1000);
  const placedMs = wallMs(video?.baseTicks ?? 0);
  if (video === null || !(await isPlausible(folder, seq, placedMs))) {
    found.quarantined.push(...(await quarantineFiles(folder, filesOf(seq), 'unreadable')));
    return null;
  }
  const audio = await salvageTrack(at, 'audio', found);
  const endTicks = video.baseTicks + video.fragmentTicks.reduce((sum, ticks) => sum + ticks, 0);
  const follows =
    nextStartMs !== null && placedMs - nextStartMs < longestHoleMs && nextStartMs - placedMs < furthestOffMs;
  const startedAtMs = follows ? nextStartMs : placedMs;
  const gapBefore = follows || nextStartMs === null ? null : ('stalled' as const);
  const endedAtMs = Math.max(startedAtMs + 1, wallMs(endTicks));
  const chainBefore = chain?.seq === seq - 1 ? chain.link : null;
  const times = { startedAtMs, endedAtMs, cameraOffsetMs: null, gapBefore };
  const sidecar: Sidecar = { v: 1, seq, ...times, chainBefore, video, audio };
  await writeDurably(folder, sidecarName(seq), JSON.stringify(sidecar));
  return finishRenames(at);
}

/** A segment that begins this much after the end of the one before does not follow it: the camera stood still. */
const longestHoleMs = 1000;
/** Nor does one that begins so much before it: the clock was set. */
const furthestOffMs = 5000;
/** A file was written while its footage was recorded; its clock may have been set since. */
const furthestFromFileMs = 3_600_000;
/** No two key frames of a camera are further apart. */
const longestFragmentSeconds = 120;

const filesOf = (seq: number) => [
  ...(['video', 'audio'] as const).flatMap((track) => [partName(seq, track), wholeName(seq, track)]),
  sidecarName(seq),
];

/** Whether footage can be of the time that its bytes say: they may be spoilt. */
async function isPlausible(folder: string, seq: number, placedMs: number): Promise<boolean> {
  for (const name of [partName(seq, 'video'), wholeName(seq, 'video')]) {
    const file = await stat(join(folder, name)).catch(() => null);
    if (file) return Math.abs(file.mtimeMs - placedMs) < furthestFromFileMs;
  }
  return false;
}

async function salvageTrack(
  { folder, names, seq }: Place,
  track: TrackName,
  found: Salvaged,
): Promise<SpooledTrack | null> {
  const name = [partName(seq, track), wholeName(seq, track)].find((candidate) => names.has(candidate));
  if (!name) return null;
  const bytes = await readFile(join(folder, name));
  const parsed = parseTrack(bytes);
  if (parsed) found.quarantined.push(...(await quarantineTail(folder, name, parsed.bytes)));
  else found.quarantined.push(...(await quarantineFiles(folder, [name], 'unreadable')));
  return parsed;
}

/** The longest prefix of `bytes` that is an init and whole, believable fragments; null when there is not even one. */
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
  if (init === null || fragments.length === 0) return null;
  try {
    return trackOf(bytes, init, believable(fragments, readInit(init).timescale));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Fragments up to the first whose time does not follow from the one before: spoilt bytes may still parse. */
function believable(fragments: Fragment[], timescale: number): Fragment[] {
  const wrong = fragments.findIndex((fragment, i) => {
    const before = fragments[i - 1];
    const ticks = before ? fragment.baseTicks - before.baseTicks : fragment.durationTicks;
    return ticks < (before ? 1 : 0) || ticks > longestFragmentSeconds * timescale;
  });
  return wrong < 0 ? fragments : fragments.slice(0, Math.max(1, wrong));
}

function trackOf(bytes: Buffer, init: Buffer, fragments: Fragment[]): SpooledTrack {
  const size = fragments.reduce((sum, fragment) => sum + fragment.bytes, init.length);
  const { timescale } = readInit(init);
  const ends = fragments.map(
    (fragment, i) => fragments[i + 1]?.baseTicks ?? endOf(fragment, fragments[i - 1], timescale),
  );
  return {
    bytes: size,
    sha256: createHash('sha256').update(bytes.subarray(0, size)).digest('hex'),
    initBytes: init.length,
    timescale,
    baseTicks: fragments[0]?.baseTicks ?? 0,
    fragmentBytes: fragments.map((fragment) => fragment.bytes),
    fragmentTicks: fragments.map((fragment, i) => (ends[i] ?? 0) - fragment.baseTicks),
    samples: fragments.reduce((sum, fragment) => sum + fragment.samples, 0),
  };
}

/** A segment ends where its pictures end: a camera may have stood still just then. */
function endOf(last: Fragment, before: Fragment | undefined, timescale: number): number {
  return last.baseTicks + footageTicks(last, timescale, before ? usualTicks(before) : null);
}
