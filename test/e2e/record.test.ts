import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../services/adapters/bucket/bucket.ts';
import { type Segment, segmentsBetween, type Track } from '../../services/recording/segments.ts';
import { decodedSeconds, stripsOf } from '../support/footage/recording.ts';
import { ledgerFaults } from '../support/ledger/ledger-faults.ts';
import { camerasBehind, openTestHouse, type TestHouse } from './support/test-house.ts';
import { objectFaults, storedObjects } from './support/truth.ts';
import { until } from './support/until.ts';

/** Five minutes of three cameras that nothing disturbs, read back from the bucket. */
const recordedMs = 5 * 60_000;
let house: TestHouse;
let bucket: Bucket;
let folder: string;
const record = new Map<string, Segment[]>();

beforeAll(async () => {
  house = await openTestHouse();
  bucket = await house.custodyBucket();
  folder = await mkdtemp(join(tmpdir(), 'minhchung-record-'));
  await until('every camera has stored footage', async () => (await camerasBehind(house, new Date(0))) === 0);
  const end = new Date(Date.now() + recordedMs);
  await until('five minutes are stored', async () => (await camerasBehind(house, end)) === 0, recordedMs + 60_000);
  for (const { id, code } of await house.db.selectFrom('cameras').select(['id', 'code']).execute())
    record.set(`${code} ${id}`, await segmentsBetween(house.db, id, new Date(0), end));
}, recordedMs + 120_000);

afterAll(async () => {
  await bucket?.close();
  await house?.close();
  if (folder) await rm(folder, { recursive: true });
});

describe('five minutes of record', () => {
  it('lie in the bucket under lock, once, with the bytes and hashes of their rows', async () => {
    const objects = await storedObjects(house.db);
    expect(objects.length).toBeGreaterThan(3 * 2 * 30);
    expect(await objectFaults(bucket, objects)).toEqual([]);
  });

  it('have no gap: footage covers every second', async () => {
    expect(await ledgerFaults(house.db)).toEqual([]);
    const started = Math.max(...[...record.values()].map(([first]) => first?.startedAt.getTime() ?? Number.NaN));
    const gaps = await house.db.selectFrom('gaps').selectAll().where('from_at', '>', new Date(started)).execute();
    expect(gaps).toEqual([]);
  });

  it('are segments that each decode alone, in which the frame counter has no hole and no double', async () => {
    expect(record.size).toBe(3);
    for (const [camera, segments] of record) {
      const frames: (number | undefined)[] = [];
      for (const segment of segments) {
        const strips = await stripsOf(await fetchTrack(segment.video));
        expect(strips, `${camera} ${segment.seq}`).toHaveLength(segment.videoFrames);
        frames.push(...strips.map((strip) => strip?.frame));
      }
      const first = frames[0] ?? Number.NaN;
      expect(frames).toEqual(frames.map((_, index) => first + index));
      console.info(`${camera.split(' ')[0]}: ${segments.length} segments, ${frames.length} frames in one row`);
      expect(frames.length).toBeGreaterThanOrEqual((recordedMs / 1000) * 25);
    }
  });

  it('have sound in every segment that goes on where the one before ended, as long as the picture', async () => {
    for (const [camera, segments] of record) {
      let endedAt: number | null = null;
      for (const { seq, audio, video } of segments) {
        if (audio === null) throw new Error(`${camera}: segment ${seq} has no sound`);
        const begins = audio.baseTicks / audio.timescale;
        const lasts = sum(audio.fragmentTicks) / audio.timescale;
        expect(Math.abs((await decodedSeconds(await fetchTrack(audio))) - lasts), `${camera} ${seq}`).toBeLessThan(0.2);
        if (endedAt !== null) expect(begins, `${camera} ${seq}`).toBeCloseTo(endedAt, 3);
        endedAt = begins + lasts;
        // A piece of sound, up to a second of it, goes whole to the segment of its first sample.
        expect(Math.abs(begins - video.baseTicks / video.timescale), `${camera} ${seq} begins`).toBeLessThan(1.1);
        expect(Math.abs(endedAt - endOf(video)), `${camera} ${seq} ends`).toBeLessThan(1.1);
      }
    }
  });
});

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

/** Where a track ends by its own clock, s. */
const endOf = ({ baseTicks, fragmentTicks, timescale }: Track) => (baseTicks + sum(fragmentTicks)) / timescale;

/** Writes one stored object to a file, which the next call overwrites. */
async function fetchTrack(track: Track): Promise<string> {
  const path = join(folder, 'track.mp4');
  await writeFile(path, await bucket.readAll(track));
  return path;
}
