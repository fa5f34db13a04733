import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { type InitFacts, readInit } from '../../services/adapters/video/mp4/boxes.ts';
import type { Fragment } from '../../services/adapters/video/mp4/fragment-reader.ts';
import type { StreamInfo } from '../../services/adapters/video/probe.ts';
import type { Clock } from '../../services/clock.ts';
import type { GapCause } from '../../services/contracts/recording/gap.ts';
import type { LeasedCamera } from '../../services/recording/leases.ts';
import type { FootageEnd } from '../../services/recording/segmenting/placement.ts';
import { createSegmenter, type Segmenter } from '../../services/recording/segmenting/segmenter.ts';
import { createRunWriter, type RunWriter } from '../../services/recording/spool/run-writer.ts';
import type { Sidecar } from '../../services/recording/spool/sidecar.ts';
import type { SyncGroup } from '../../services/recording/spool/track-writer.ts';
import type { Uploads } from './uploads.ts';

export interface RunSinkInputs {
  spoolPath: string;
  segmentMs: number;
  workerId: string;
  clock: Clock;
  sync: SyncGroup;
  uploads: Uploads;
  /** Hears how many bytes have gone into the spool. */
  onSpooled: (bytes: number) => void;
  /** Whether the spool has reached its limit. */
  spoolIsFull: () => boolean;
}

export interface RunResult {
  cause: GapCause;
  /** End of its last footage; null when it recorded nothing. */
  footageEndedAt: Date | null;
  /** `performance.now()` when that had arrived. */
  endedAtMonotonicMs?: number;
  /** What the camera sends instead, for cause `unsupported`. */
  detail?: string | null;
}

/** Takes the inits and fragments of one run, and brings them as segments into the spool and on to the uploads. */
export async function openRunSink(
  inputs: RunSinkInputs,
  camera: LeasedCamera,
  info: StreamInfo,
  { gapBefore, before }: { gapBefore: GapCause; before: FootageEnd | null },
) {
  const runId = newId();
  const folder = join(inputs.spoolPath, camera.cameraId, runId);
  let facts: InitFacts | null = null;
  let audioTimescale: number | null = null;
  let segmenter: Segmenter | null = null;
  let earlyAudio: Fragment[] = [];
  let endedAtMonotonicMs = 0;
  const row = () => describeRun({ runId, camera, info, gapBefore, workerId: inputs.workerId }, facts, segmenter);
  const onStored = (sidecar: Sidecar) => {
    inputs.onSpooled(sidecar.video.bytes + (sidecar.audio?.bytes ?? 0));
    inputs.uploads.segment(folder, writer.describe(), sidecar);
  };
  const writer = await createRunWriter({ folder, sync: inputs.sync, run: row, onStored });

  return {
    runId,
    videoTimescale: () => facts?.timescale ?? 1,
    videoInit(init: Buffer) {
      facts = readInit(init);
      writer.init('video', { init, timescale: facts.timescale });
      const common = { ...sinkOf(writer), segmentMs: inputs.segmentMs, before };
      segmenter = createSegmenter({ ...common, videoTimescale: facts.timescale, audioTimescale: () => audioTimescale });
    },
    audioInit(init: Buffer) {
      audioTimescale = readInit(init).timescale;
      writer.init('audio', { init, timescale: audioTimescale });
    },
    video(fragment: Fragment) {
      const isFirst = segmenter?.offsetMs() === null;
      segmenter?.video(fragment);
      endedAtMonotonicMs = performance.now();
      if (!isFirst) return;
      writer.saveRun();
      for (const early of earlyAudio) segmenter?.audio(early);
      earlyAudio = [];
    },
    audio(fragment: Fragment) {
      if (segmenter !== null && segmenter.offsetMs() !== null) segmenter.audio(fragment);
      else earlyAudio.push(fragment);
    },
    /** Whether the disk fails or cannot keep up. */
    isStuck: () => inputs.spoolIsFull() || writer.failure() !== null || writer.backlogBytes() > maxBacklogBytes,
    /** Closes what is open, waits for the disk, and hands the rest to the uploads. */
    async close(cause: GapCause): Promise<RunResult> {
      segmenter?.end();
      const endMs = segmenter?.nextStartMs() ?? null;
      const isWritten = await wasWritten(writer);
      if (!isWritten) inputs.uploads.runBroke(folder, writer.describe());
      inputs.uploads.runEnded(folder, camera.cameraId, runId, cause);
      const footageEndedAt = endMs === null ? null : new Date(endMs);
      return { cause: isWritten ? cause : 'spool_full', footageEndedAt, endedAtMonotonicMs };
    },
  };
}

function wasWritten(writer: RunWriter): Promise<boolean> {
  return writer.settled().then(
    () => true,
    () => false,
  );
}

/** What a segmenter does with what it finds: all of it goes to the spool. */
function sinkOf(writer: RunWriter) {
  return {
    onVideo: (seq: number, fragment: Fragment) => writer.append(seq, 'video', fragment),
    onAudio: (seq: number, fragment: Fragment) => writer.append(seq, 'audio', fragment),
    onClose: writer.close,
  };
}

const maxBacklogBytes = 64 * 1024 * 1024;

function describeRun(
  known: { runId: string; camera: LeasedCamera; info: StreamInfo; gapBefore: GapCause; workerId: string },
  facts: InitFacts | null,
  segmenter: Pick<Segmenter, 'offsetMs' | 'shiftMs'> | null,
) {
  const { camera, info } = known;
  return {
    runId: known.runId,
    cameraId: camera.cameraId,
    roomCode: camera.roomCode,
    cameraCode: camera.cameraCode,
    leaseEpoch: camera.epoch,
    workerId: known.workerId,
    videoCodec: info.videoCodec,
    codecString: facts?.codecString ?? info.videoCodec,
    width: facts?.width ?? info.width,
    height: facts?.height ?? info.height,
    audioCodec: info.audio?.codec ?? null,
    audioContainer: info.audio?.container ?? null,
    audioConvertedFrom: info.audio?.convertedFrom ?? null,
    gapBefore: known.gapBefore,
    offsetMs: segmenter?.offsetMs() ?? 0,
    shiftMs: segmenter?.shiftMs() ?? 0,
  };
}
