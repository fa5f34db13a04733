import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders, syncFolder } from '../../adapters/bucket/synced-files.ts';
import type { Fragment } from '../../adapters/video/mp4/fragment-reader.ts';
import { type ClosedSegment, fragmentTicks, type TrackDraft } from '../segmenting/segmenter.ts';
import type { SpoolDisk } from './disk.ts';
import { partName, runName, sidecarName, type TrackName, wholeName, writeDurably } from './files.ts';
import { type Chain, chainUpTo, type Sidecar, type SpooledRun, type SpooledTrack } from './sidecar.ts';
import { openTrackWriter, type TrackWriter } from './track-writer.ts';

/** Pieces of sound written together: to write and sync one costs as much as a picture fragment, fifty times the size. */
const soundAtOnce = 2;

interface TrackFacts {
  init: Buffer;
  timescale: number;
}

interface OpenSegment {
  video: TrackWriter;
  audio: TrackWriter | null;
}

interface State {
  folder: string;
  disk: SpoolDisk;
  /** What is known of the run now. */
  run: () => Omit<SpooledRun, 'nextStartMs' | 'chain'>;
  /** End of the last segment that is whole on disk, ms. */
  storedUntilMs: number | null;
  /** The hash chain up to that segment. */
  chain: Chain | null;
  onStored: (sidecar: Sidecar) => void;
  tracks: Map<TrackName, TrackFacts>;
  segments: Map<number, OpenSegment>;
  /** Waits to be written in twos. */
  sound: { seq: number; fragment: Fragment }[];
  /** Bytes taken but not yet written. */
  backlog: number;
  work: Promise<void>;
  failure: unknown;
}

/**
 * Writes one run into its spool folder, strictly in the order it is called. A segment becomes safe in this order: data
 * files synced, sidecar synced, renames, folder synced; `onStored` is called after that. The first failure is kept and
 * thrown by `settled`.
 */
export async function createRunWriter(inputs: Pick<State, 'folder' | 'disk' | 'run' | 'onStored'>) {
  await makeFolders(inputs.folder);
  const state: State = {
    ...inputs,
    storedUntilMs: null,
    chain: null,
    tracks: new Map(),
    segments: new Map(),
    sound: [],
    backlog: 0,
    work: Promise.resolve(),
    failure: null,
  };
  return {
    /** Says what a track begins with; before its first fragment. */
    init(name: TrackName, facts: TrackFacts) {
      state.tracks.set(name, facts);
    },
    append(seq: number, name: TrackName, fragment: Fragment) {
      if (name === 'video') enqueue(state, fragment.bytes, () => write(state, seq, 'video', [fragment]));
      else if (state.sound.push({ seq, fragment }) >= soundAtOnce) writeSound(state);
    },
    close(closed: ClosedSegment) {
      writeSound(state);
      enqueue(state, 0, () => store(state, closed));
    },
    /** Writes run.json with what is known now. */
    saveRun() {
      enqueue(state, 0, () => writeDurably(state.folder, runName, JSON.stringify(describe(state))));
    },
    /** What run.json should say now. */
    describe: () => describe(state),
    backlogBytes: () => state.backlog,
    failure: () => state.failure,
    /** Waits until everything asked so far is on disk. Throws the first failure; the files are closed then. */
    async settled() {
      await state.work;
      if (state.failure === null) return;
      for (const { video, audio } of state.segments.values()) {
        await video.abandon();
        await audio?.abandon();
      }
      throw state.failure;
    },
  };
}

export type RunWriter = Awaited<ReturnType<typeof createRunWriter>>;

function describe(state: State): SpooledRun {
  return { ...state.run(), nextStartMs: state.storedUntilMs, chain: state.chain };
}

function enqueue(state: State, bytes: number, step: () => Promise<void>) {
  state.backlog += bytes;
  state.disk.backlog.bytes += bytes;
  state.work = state.work.then(async () => {
    try {
      if (state.failure === null) await step();
    } catch (error) {
      state.failure = error;
    } finally {
      state.backlog -= bytes;
      state.disk.backlog.bytes -= bytes;
    }
  });
}

function writeSound(state: State) {
  const bySegment = Map.groupBy(state.sound, ({ seq }) => seq);
  state.sound = [];
  for (const [seq, pieces] of bySegment) {
    const fragments = pieces.map(({ fragment }) => fragment);
    const bytes = fragments.reduce((sum, fragment) => sum + fragment.bytes, 0);
    enqueue(state, bytes, () => write(state, seq, 'audio', fragments));
  }
}

async function write(state: State, seq: number, name: TrackName, fragments: Fragment[]) {
  const facts = state.tracks.get(name);
  if (!facts) throw new RangeError(`${name} fragment before its init`);
  const segment = state.segments.get(seq);
  const open = name === 'video' ? segment?.video : segment?.audio;
  const writer = open ?? (await openTrackWriter(state.folder, partName(seq, name), state.disk));
  if (name === 'video') state.segments.set(seq, { video: writer, audio: segment?.audio ?? null });
  else if (segment) segment.audio = writer;
  await writer.append([...(open ? [] : [facts.init]), ...fragments.map(({ data }) => data)]);
  for (const fragment of fragments) fragment.release();
}

async function store(state: State, closed: ClosedSegment) {
  const { folder, tracks } = state;
  const { seq, startedAtMs, endedAtMs, cameraOffsetMs, gapBefore } = closed;
  const segment = state.segments.get(seq);
  if (!segment) throw new RangeError(`segment ${seq} was never opened`);
  const video = await finishTrack(segment.video, closed.video, tracks.get('video'));
  const audio =
    segment.audio && closed.audio ? await finishTrack(segment.audio, closed.audio, tracks.get('audio')) : null;
  const chainBefore = state.chain?.link ?? null;
  const times = { startedAtMs, endedAtMs, cameraOffsetMs, gapBefore };
  const sidecar: Sidecar = { v: 1, seq, ...times, chainBefore, video, audio };
  await writeDurably(folder, sidecarName(seq), JSON.stringify(sidecar));
  for (const name of audio ? (['video', 'audio'] as const) : (['video'] as const)) {
    await rename(join(folder, partName(seq, name)), join(folder, wholeName(seq, name)));
  }
  state.storedUntilMs = endedAtMs;
  state.chain = chainUpTo(state.run().runId, sidecar);
  await writeDurably(folder, runName, JSON.stringify(describe(state)));
  await syncFolder(folder);
  state.segments.delete(seq);
  state.onStored(sidecar);
}

async function finishTrack(
  writer: TrackWriter,
  draft: TrackDraft,
  facts: TrackFacts | undefined,
): Promise<SpooledTrack> {
  if (!facts) throw new RangeError('track without an init');
  return {
    ...(await writer.finish()),
    initBytes: facts.init.length,
    timescale: facts.timescale,
    baseTicks: draft.baseTicks,
    fragmentBytes: draft.fragmentBytes,
    fragmentTicks: fragmentTicks(draft),
    samples: draft.samples,
  };
}
