import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fragment } from '../../adapters/video/fragment-reader.ts';
import { type ClosedSegment, fragmentTicks, type TrackDraft } from '../segmenter.ts';
import { partName, runName, sidecarName, syncFolder, type TrackName, wholeName, writeDurably } from './files.ts';
import type { Sidecar, SpooledRun, SpooledTrack } from './sidecar.ts';
import { openTrackWriter, type SyncGroup, type TrackWriter } from './track-writer.ts';

interface TrackFacts {
  init: Buffer;
  timescale: number;
}

interface OpenSegment {
  video: TrackWriter;
  audio: TrackWriter | null;
}

/**
 * Writes one run into its spool folder, strictly in the order it is called. A segment becomes safe in this order: data
 * files synced, sidecar synced, renames, folder synced; `onStored` is called after that.
 * `run()` gives what run.json should say now. The first failure is kept and thrown by every later call.
 */
export async function createRunWriter(inputs: {
  folder: string;
  sync: SyncGroup;
  run: () => SpooledRun;
  onStored: (sidecar: Sidecar) => void;
}) {
  const { folder } = inputs;
  await mkdir(folder, { recursive: true });
  const tracks = new Map<TrackName, TrackFacts>();
  const segments = new Map<number, OpenSegment>();
  let backlog = 0;
  let work: Promise<void> = Promise.resolve();
  let failure: unknown = null;

  function enqueue(bytes: number, step: () => Promise<void>) {
    backlog += bytes;
    work = work.then(async () => {
      if (failure !== null) return;
      try {
        await step();
      } catch (error) {
        failure = error;
      } finally {
        backlog -= bytes;
      }
    });
  }

  async function writer(seq: number, name: TrackName): Promise<TrackWriter> {
    const segment = segments.get(seq);
    const existing = name === 'video' ? segment?.video : segment?.audio;
    if (existing) return existing;
    const facts = tracks.get(name);
    if (!facts) throw new RangeError(`${name} fragment before its init`);
    const made = await openTrackWriter(folder, partName(seq, name), inputs.sync);
    await made.append([facts.init]);
    if (name === 'video') segments.set(seq, { video: made, audio: segment?.audio ?? null });
    else if (segment) segment.audio = made;
    return made;
  }

  async function store(closed: ClosedSegment) {
    const segment = segments.get(closed.seq);
    segments.delete(closed.seq);
    if (!segment) throw new RangeError(`segment ${closed.seq} was never opened`);
    const sidecar: Sidecar = {
      v: 1,
      seq: closed.seq,
      startedAtMs: closed.startedAtMs,
      endedAtMs: closed.endedAtMs,
      cameraOffsetMs: closed.cameraOffsetMs,
      video: await finishTrack(segment.video, closed.video, tracks.get('video')),
      audio: segment.audio && closed.audio ? await finishTrack(segment.audio, closed.audio, tracks.get('audio')) : null,
    };
    await writeDurably(folder, sidecarName(closed.seq), JSON.stringify(sidecar));
    await rename(join(folder, partName(closed.seq, 'video')), join(folder, wholeName(closed.seq, 'video')));
    if (sidecar.audio)
      await rename(join(folder, partName(closed.seq, 'audio')), join(folder, wholeName(closed.seq, 'audio')));
    await writeDurably(folder, runName, JSON.stringify(inputs.run()));
    await syncFolder(folder);
    inputs.onStored(sidecar);
  }

  return {
    /** Says what a track begins with; before its first fragment. */
    init(name: TrackName, facts: TrackFacts) {
      tracks.set(name, facts);
    },
    append(seq: number, name: TrackName, fragment: Fragment) {
      enqueue(fragment.bytes, async () => (await writer(seq, name)).append(fragment.chunks));
    },
    close(closed: ClosedSegment) {
      enqueue(0, () => store(closed));
    },
    /** Writes run.json with what is known now. */
    saveRun() {
      enqueue(0, () => writeDurably(folder, runName, JSON.stringify(inputs.run())));
    },
    /** Bytes taken but not yet written. */
    backlogBytes: () => backlog,
    failure: () => failure,
    /** Waits until everything asked so far is on disk. Throws the first failure. */
    async settled() {
      await work;
      if (failure !== null) throw failure;
    },
  };
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
