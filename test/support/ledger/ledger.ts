import { randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Database } from '../../../services/adapters/postgres/connect.ts';
import type { NewRun, NewSegment } from '../../../services/recording/store-segment.ts';

/** A camera in a room of its own, without any footage. */
export async function createCameraRow(db: Database): Promise<{ cameraId: string; roomId: string; createdAt: Date }> {
  const code = `r-${randomUUID().slice(0, 8)}`;
  const room = await db
    .insertInto('rooms')
    .values({ code, name: code, name_plain: code, kind: 'reception' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const camera = await db
    .insertInto('cameras')
    .values({ room_id: room.id, code: 'c1', name: 'c1', address: 'rtsp://127.0.0.1/x' })
    .returning(['id', 'created_at'])
    .executeTakeFirstOrThrow();
  return { cameraId: camera.id, roomId: room.id, createdAt: camera.created_at };
}

/** Makes rows of one run whose objects do not exist: for tests of the ledger, which never opens an object. */
export function segmentRow(cameraId: string, leaseEpoch: number, more: Partial<NewRun> = {}) {
  const run: NewRun = {
    id: newId(),
    cameraId,
    leaseEpoch,
    workerId: 'test',
    videoCodec: 'h264',
    codecString: 'avc1.64001f',
    width: 640,
    height: 360,
    audioCodec: null,
    audioContainer: null,
    audioConvertedFrom: null,
    shiftMs: 0,
    gapBefore: 'ended_by_camera',
    ...more,
  };
  return (seq: number, startedAtMs: number, endedAtMs: number): NewSegment => ({
    run,
    seq,
    startedAt: new Date(startedAtMs),
    endedAt: new Date(endedAtMs),
    video: {
      key: `${run.id}/${seq}`,
      versionId: 'v',
      bytes: 100,
      sha256: Buffer.alloc(32),
      initBytes: 10,
      timescale: 1000,
      baseTicks: startedAtMs % 1_000_000,
      fragmentBytes: [90],
      fragmentTicks: [endedAtMs - startedAtMs],
    },
    audio: null,
    videoFrames: 25,
    cameraOffsetMs: null,
    gapBefore: null,
    chainBefore: null,
    lockedUntil: null,
  });
}
