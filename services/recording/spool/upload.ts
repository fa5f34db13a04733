import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { encodeObjectKey } from '../object-key.ts';
import type { Track } from '../segments.ts';
import { type StoreOutcome, storeSegment } from '../store-segment.ts';
import { type TrackName, wholeName } from './files.ts';
import type { Sidecar, SpooledRun, SpooledTrack } from './sidecar.ts';

export interface UploadDeps {
  db: Db;
  bucket: Bucket;
}

/**
 * Takes one closed segment from the spool to safety: both objects into the bucket under lock, then its row. Every step
 * may be done again after a crash. The files are not removed here: see drop.ts.
 */
export async function uploadSegment(
  deps: UploadDeps,
  folder: string,
  run: SpooledRun,
  sidecar: Sidecar,
): Promise<StoreOutcome> {
  const startedAt = new Date(sidecar.startedAtMs);
  const put = async (track: TrackName, spooled: SpooledTrack): Promise<Track> => {
    const container = track === 'audio' && run.audioContainer === 'mov' ? 'mov' : 'mp4';
    const { roomCode, cameraCode, runId } = run;
    const key = encodeObjectKey({ roomCode, cameraCode, startedAt, runId, seq: sidecar.seq, track, container });
    const body = await readFile(join(folder, wholeName(sidecar.seq, track)));
    const sha256 = Buffer.from(spooled.sha256, 'hex');
    const contentType = container === 'mov' ? 'video/quicktime' : `${track}/mp4`;
    const { versionId } = await deps.bucket.put({ key, body, sha256, contentType });
    const { bytes, initBytes, timescale, baseTicks, fragmentBytes, fragmentTicks } = spooled;
    return { key, versionId, bytes, sha256, initBytes, timescale, baseTicks, fragmentBytes, fragmentTicks };
  };
  const video = await put('video', sidecar.video);
  const audio = sidecar.audio && (await put('audio', sidecar.audio));
  return storeSegment(deps.db, {
    run: { ...run, id: run.runId },
    seq: sidecar.seq,
    startedAt,
    endedAt: new Date(sidecar.endedAtMs),
    video,
    audio,
    videoFrames: sidecar.video.samples,
    cameraOffsetMs: sidecar.cameraOffsetMs,
  });
}
