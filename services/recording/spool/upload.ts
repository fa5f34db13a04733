import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { BufferPool } from '../../adapters/video/pipes/buffer-pool.ts';
import { encodeObjectKey } from '../object-key.ts';
import type { Track } from '../segments.ts';
import { type StoreOutcome, storeSegment } from '../store-segment.ts';
import { type TrackName, wholeName } from './files.ts';
import type { Sidecar, SpooledRun, SpooledTrack } from './sidecar.ts';

export interface UploadDeps {
  db: Db;
  bucket: Bucket;
  /** Memory of the objects on their way. */
  pool: BufferPool;
}

/**
 * Takes one closed segment from the spool to safety: both objects into the bucket under lock, then its row. Every step
 * may be done again after a crash; `isAhead` says that older footage of the camera still waits in the spool. The files are not removed here: see drop.ts.
 */
export async function uploadSegment(
  deps: UploadDeps,
  folder: string,
  run: SpooledRun,
  sidecar: Sidecar,
  isAhead: boolean,
): Promise<StoreOutcome> {
  const startedAt = new Date(sidecar.startedAtMs);
  const locks: (Date | null)[] = [];
  const put = async (track: TrackName, spooled: SpooledTrack): Promise<Track> => {
    const container = track === 'audio' && run.audioContainer === 'mov' ? 'mov' : 'mp4';
    const { roomCode, cameraCode, runId } = run;
    const key = encodeObjectKey({ roomCode, cameraCode, startedAt, runId, seq: sidecar.seq, track, container });
    const body = await readInto(deps.pool.take(spooled.bytes), join(folder, wholeName(sidecar.seq, track)));
    const sha256 = Buffer.from(spooled.sha256, 'hex');
    const contentType = container === 'mov' ? 'video/quicktime' : `${track}/mp4`;
    const { versionId, lockedUntil } = await deps.bucket.put({ key, body, sha256, contentType });
    locks.push(lockedUntil);
    // Not after a failure: bytes may still be on their way then.
    deps.pool.give(body);
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
    gapBefore: sidecar.gapBefore,
    lockedUntil: earliest(locks),
    chainBefore: sidecar.chainBefore === null ? null : Buffer.from(sidecar.chainBefore, 'hex'),
    isAhead,
  });
}

/** The earliest of some instants; null when one is not known. */
function earliest(instants: readonly (Date | null)[]): Date | null {
  const known = instants.filter((one) => one !== null);
  return known.length < instants.length ? null : new Date(Math.min(...known.map(Number)));
}

/** Fills `memory` with the beginning of a file; what the file lacks is left as it is, and the hash will not fit. */
async function readInto(memory: Buffer, path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    let filled = 0;
    while (filled < memory.length) {
      const { bytesRead } = await file.read(memory, filled, memory.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return memory;
  } finally {
    await file.close();
  }
}

/** Whether a segment's files still are what was recorded. */
export async function isIntact(folder: string, { seq, video, audio }: Sidecar): Promise<boolean> {
  for (const [track, spooled] of Object.entries({ video, audio }) as [TrackName, SpooledTrack | null][]) {
    if (spooled === null) continue;
    const body = await readFile(join(folder, wholeName(seq, track)));
    if (createHash('sha256').update(body).digest('hex') !== spooled.sha256) return false;
  }
  return true;
}
