import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { createFragmentReader, type Fragment } from '../../../services/adapters/video/mp4/fragment-reader.ts';
import { createSegmenter } from '../../../services/recording/segmenting/segmenter.ts';
import { startSpoolDisk } from '../../../services/recording/spool/disk.ts';
import { partName, sidecarName, wholeName } from '../../../services/recording/spool/files.ts';
import { createRunWriter } from '../../../services/recording/spool/run-writer.ts';
import type { Sidecar } from '../../../services/recording/spool/sidecar.ts';
import { fragmentBytes, videoInit } from './fragments.ts';

interface SpooledInputs {
  spool: string;
  cameraId: string;
  /** Wall time of its first picture, ms. */
  startedAtMs: number;
  segments: number;
  /** Of the lease it was recorded under; 1 when not given. */
  leaseEpoch?: number;
}

const timescale = 1000;
const pictureMs = 500;
/** One-second fragments in each segment. */
const perSegment = 3;

/**
 * A run of made-up pictures and sound in a spool, all its segments closed, written by the recorder's own writer. Returns
 * its folder and what its sidecars say.
 */
export async function spoolRun({ spool, cameraId, startedAtMs, segments, leaseEpoch = 1 }: SpooledInputs) {
  const runId = newId();
  const folder = join(spool, cameraId, runId);
  const disk = startSpoolDisk(60_000, () => undefined);
  const sidecars: Sidecar[] = [];
  const writer = await createRunWriter({
    ...{ folder, disk, onStored: (sidecar) => sidecars.push(sidecar) },
    run: () => ({ ...facts, runId, cameraId, leaseEpoch, offsetMs: startedAtMs }),
  });
  const init = videoInit(timescale);
  for (const track of ['video', 'audio'] as const) writer.init(track, { init, timescale });
  const segmenter = createSegmenter({
    ...{ videoTimescale: timescale, audioTimescale: () => timescale, segmentMs: perSegment * 1000 },
    onVideo: (seq, fragment) => writer.append(seq, 'video', fragment),
    onAudio: (seq, fragment) => writer.append(seq, 'audio', fragment),
    onClose: writer.close,
  });
  for (let second = 0; second < segments * perSegment; second++) {
    segmenter.video(fragmentAt(second, 400 + second, startedAtMs));
    segmenter.audio(fragmentAt(second, 80, startedAtMs));
  }
  segmenter.end();
  await writer.settled();
  disk.close();
  return { folder, runId, sidecars, run: writer.describe };
}

const facts = {
  ...{ roomCode: 'r1', cameraCode: 'c1', workerId: 'w1' },
  ...{ videoCodec: 'h264', codecString: 'avc1.64001f', width: 640, height: 360 },
  ...{ audioCodec: 'pcm_alaw', audioContainer: 'mov' as const, audioConvertedFrom: null, endCause: null },
  ...{ gapBefore: 'starting' as const, shiftMs: 0 },
};

function fragmentAt(second: number, bytes: number, startedAtMs: number): Fragment {
  const payload = Buffer.from(Array.from({ length: bytes }, (_, i) => (second * 31 + i * 7) % 251));
  const found: Fragment[] = [];
  const sink = { onInit: () => undefined, onFragment: (one: Fragment) => found.push(one) };
  const arrivedAtMs = startedAtMs + (second + 1) * 1000;
  const raw = fragmentBytes(second * timescale, [pictureMs, pictureMs], payload, arrivedAtMs);
  // ffmpeg lets a picture go when the next one begins.
  createFragmentReader(sink, () => arrivedAtMs + pictureMs).push(raw);
  const [fragment] = found;
  if (!fragment) throw new Error('made no fragment');
  return fragment;
}

/** Brings a closed segment back to how a crash leaves it: still growing, or closed up to its sidecar or its first rename. */
export async function unclose(folder: string, seq: number, stage: 'growing' | 'sidecar' | 'half'): Promise<void> {
  if (stage !== 'half') await rename(join(folder, wholeName(seq, 'video')), join(folder, partName(seq, 'video')));
  await rename(join(folder, wholeName(seq, 'audio')), join(folder, partName(seq, 'audio')));
  if (stage === 'growing') await rm(join(folder, sidecarName(seq)));
}
