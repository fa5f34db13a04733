import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { type InitFacts, readInit } from '../../../services/adapters/video/mp4/boxes.ts';
import type { Fragment } from '../../../services/adapters/video/mp4/fragment-reader.ts';
import type { StreamInfo } from '../../../services/adapters/video/probe.ts';
import type { Clock } from '../../../services/clock.ts';
import type { GapCause } from '../../../services/contracts/recording/gap.ts';
import type { LeasedCamera } from '../../../services/recording/leases.ts';
import type { FootageEnd } from '../../../services/recording/segmenting/placement.ts';
import { createSegmenter, type Segmenter } from '../../../services/recording/segmenting/segmenter.ts';
import type { SpoolDisk } from '../../../services/recording/spool/disk.ts';
import { createRunWriter, type RunWriter } from '../../../services/recording/spool/run-writer.ts';
import type { Sidecar, SpooledRun } from '../../../services/recording/spool/sidecar.ts';
import type { Uploads } from '../uploads/uploads.ts';

export interface RunSinkInputs {
  spoolPath: string;
  segmentMs: number;
  workerId: string;
  clock: Clock;
  disk: SpoolDisk;
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
  let endCause: GapCause | null = null;
  const known = { runId, camera, info, gapBefore, workerId: inputs.workerId };
  const row = () => ({ ...describeRun(known, facts, segmenter), endCause });
  const writer = await createRunWriter({
    ...{ folder, disk: inputs.disk, run: row },
    onStored: (sidecar) => handOn(inputs, folder, writer.describe(), sidecar),
  });

  return {
    runId,
    videoTimescale: () => facts?.timescale ?? 1,
    videoInit(init: Buffer) {
      facts = readInit(init);
      writer.init('video', { init, timescale: facts.timescale });
      const timescales = { videoTimescale: facts.timescale, audioTimescale: () => audioTimescale };
      segmenter = createSegmenter({ ...timescales, ...sinkOf(writer), segmentMs: inputs.segmentMs, before });
      for (const early of earlyAudio) segmenter.audio(early);
      earlyAudio = [];
    },
    audioInit(init: Buffer) {
      audioTimescale = readInit(init).timescale;
      writer.init('audio', { init, timescale: audioTimescale });
    },
    video(fragment: Fragment) {
      const isFirst = segmenter?.offsetMs() === null;
      segmenter?.video(fragment);
      endedAtMonotonicMs = performance.now();
      if (isFirst) writer.saveRun();
    },
    audio(fragment: Fragment) {
      if (segmenter) segmenter.audio(fragment);
      else earlyAudio.push(fragment);
    },
    /** Whether the disk fails or cannot keep up. */
    isStuck: () => inputs.spoolIsFull() || writer.failure() !== null || isBehind(writer, inputs.disk),
    /** Closes what is open, waits for the disk, and hands the rest to the uploads. */
    async close(cause: GapCause): Promise<RunResult> {
      segmenter?.end();
      const endMs = segmenter?.nextStartMs() ?? null;
      endCause = cause;
      if (endMs !== null) writer.saveRun();
      const isWritten = await handOnEnd(inputs.uploads, folder, writer, cause);
      const footageEndedAt = endMs === null ? null : new Date(endMs);
      return { cause: isWritten ? cause : 'spool_full', footageEndedAt, endedAtMonotonicMs };
    },
  };
}

function handOn({ onSpooled, uploads }: RunSinkInputs, folder: string, run: SpooledRun, sidecar: Sidecar) {
  onSpooled(sidecar.video.bytes + (sidecar.audio?.bytes ?? 0));
  uploads.segment(folder, run, sidecar);
}

export type RunSink = Awaited<ReturnType<typeof openRunSink>>;

/** Whether the disk took all of the run. */
async function handOnEnd(uploads: Uploads, folder: string, writer: RunWriter, cause: GapCause): Promise<boolean> {
  const isWritten = await writer.settled().then(
    () => true,
    () => false,
  );
  const run = writer.describe();
  if (!isWritten) uploads.runBroke(folder, run);
  uploads.runEnded(folder, run.cameraId, run.runId, cause);
  return isWritten;
}

/** What a segmenter does with what it finds: all of it goes to the spool. */
function sinkOf(writer: RunWriter) {
  return {
    onVideo: (seq: number, fragment: Fragment) => writer.append(seq, 'video', fragment),
    onAudio: (seq: number, fragment: Fragment) => writer.append(seq, 'audio', fragment),
    onClose: writer.close,
  };
}

const mebibyte = 1024 * 1024;

/** Whether the disk takes what this run writes too slowly; all runs together may hold no more than so much memory. */
function isBehind(writer: RunWriter, { backlog }: SpoolDisk): boolean {
  const own = writer.backlogBytes();
  return own > 64 * mebibyte || (backlog.bytes > 512 * mebibyte && own > 8 * mebibyte);
}

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
