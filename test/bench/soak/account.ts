import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import type { Db } from '../../../services/adapters/postgres/connect.ts';
import { segmentsBetween } from '../../../services/recording/segments.ts';
import { stripsOf } from '../../support/footage/recording.ts';
import type { Made } from './faults.ts';

/** What became of one camera's frames. */
export interface Account {
  camera: string;
  /** From the first to the last that is stored. */
  due: number;
  stored: number;
  /** Not stored, and inside a gap of the ledger. */
  inGaps: number;
  /** Not stored, and in no gap: must be none. */
  lost: number;
  /** Stored more than once, or out of order: must be none. */
  doubled: number;
  /** Frames whose picture cannot be read. */
  unreadable: number;
  /** Gaps that no fault of that time explains, or that hold no frame. */
  untrue: string[];
}

interface Frame {
  number: number;
  takenAtMs: number;
}

interface Gap {
  from_at: Date;
  to_at: Date | null;
  cause: string;
}

/** Footage is placed by its arrival, a picture says when it was taken. */
const toleranceMs = 1000;
/** A fault is over, and the camera still waits to be tried again (30 s and a quarter more, then probing). */
const aftermathMs = 45_000;

/** Reads the number in every stored picture of a camera, and holds it against the ledger and the faults made. */
export async function accountFor(
  { db, bucket }: { db: Db; bucket: Bucket },
  camera: { id: string; code: string },
  faults: readonly Made[],
): Promise<Account> {
  const { frames, unreadable } = await storedFrames(db, bucket, camera.id);
  const gaps = await gapsOf(db, camera.id);
  const [first, last] = [frames[0], frames.at(-1)];
  if (!first || !last) throw new Error(`${camera.code} has no footage`);
  const numbers = new Set(frames.map((frame) => frame.number));
  const missing = missingOf(first, last, numbers);
  const covered = missing.filter((frame) => gaps.some((gap) => holds(gap, frame.takenAtMs)));
  const inside = gaps.filter(
    (gap) => gap.from_at.getTime() > first.takenAtMs && gap.from_at.getTime() < last.takenAtMs,
  );
  return {
    camera: camera.code,
    due: last.number - first.number + 1,
    stored: numbers.size,
    inGaps: covered.length,
    lost: missing.length - covered.length,
    doubled: frames.filter((frame, i) => i > 0 && frame.number <= (frames[i - 1]?.number ?? 0)).length,
    unreadable,
    untrue: inside.filter((gap) => !isTrue(gap, camera.code, faults, missing)).map(describe),
  };
}

async function storedFrames(db: Db, bucket: Bucket, cameraId: string) {
  const folder = await mkdtemp(join(tmpdir(), 'minhchung-account-'));
  const path = join(folder, 'segment.mp4');
  const frames: Frame[] = [];
  let unreadable = 0;
  try {
    for (const { video } of await segmentsBetween(db, cameraId, new Date(0), new Date('9999-01-01'))) {
      await writeFile(path, await bucket.readAll(video));
      for (const strip of await stripsOf(path)) {
        if (strip === null) unreadable++;
        else frames.push({ number: strip.frame, takenAtMs: strip.takenAtMs });
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return { frames, unreadable };
}

const gapsOf = (db: Db, cameraId: string): Promise<Gap[]> =>
  db.selectFrom('gaps').select(['from_at', 'to_at', 'cause']).where('camera_id', '=', cameraId).execute();

/** A camera counts its pictures whether or not anybody looks: those that are not stored were taken at a known time. */
function missingOf(first: Frame, last: Frame, stored: ReadonlySet<number>): Frame[] {
  const msPerFrame = (last.takenAtMs - first.takenAtMs) / (last.number - first.number);
  return Array.from({ length: last.number - first.number }, (_, i) => first.number + i)
    .filter((number) => !stored.has(number))
    .map((number) => ({ number, takenAtMs: first.takenAtMs + (number - first.number) * msPerFrame }));
}

function holds(gap: Gap, atMs: number): boolean {
  const toMs = gap.to_at?.getTime() ?? Number.POSITIVE_INFINITY;
  return atMs >= gap.from_at.getTime() - toleranceMs && atMs <= toMs + toleranceMs;
}

function isTrue(gap: Gap, camera: string, faults: readonly Made[], missing: readonly Frame[]): boolean {
  const [fromMs, toMs] = [gap.from_at.getTime(), gap.to_at?.getTime() ?? Date.now()];
  const explained = faults.some(
    (fault) =>
      (fault.camera === null || fault.camera === camera) &&
      fault.causes.some((cause) => cause === gap.cause) &&
      fault.fromMs - toleranceMs < toMs &&
      fault.toMs + aftermathMs > fromMs,
  );
  return explained && missing.some((frame) => holds(gap, frame.takenAtMs));
}

const describe = (gap: Gap) => `${gap.cause} ${gap.from_at.toISOString()} – ${gap.to_at?.toISOString() ?? 'open'}`;
