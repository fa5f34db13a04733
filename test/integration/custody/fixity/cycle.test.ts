import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bucket } from '../../../../services/adapters/bucket/bucket.ts';
import { BucketError } from '../../../../services/adapters/bucket/bucket-error.ts';
import { checkTurn } from '../../../../services/casework/fixity/check-turn.ts';
import { dayMs, type FixityHouse, listening, never, openFixityHouse } from './fixity-house.ts';

let house: FixityHouse;
const cameras: string[] = [];
const hourMs = 3_600_000;
beforeAll(async () => {
  house = await openFixityHouse();
  for (let i = 0; i < 3; i++) cameras.push((await house.camera(60)).cameraId);
});
afterAll(() => house.close());

/** All footage that rows name, and its bytes. */
async function stored() {
  const rows = await house.api.db
    .selectFrom('segments')
    .select(['video_key', 'audio_key', 'video_bytes', 'audio_bytes'])
    .execute();
  return {
    keys: rows.flatMap((row) => [row.video_key, row.audio_key ?? '']),
    bytes: rows.reduce((sum, row) => sum + row.video_bytes + (row.audio_bytes ?? 0), 0),
  };
}

const noSample = { sampleSize: 0 };

it('reads everything once within its days, never far ahead of its pace nor behind', async () => {
  const { keys, bytes } = await stored();
  const [largest = 0] = (await house.api.db.selectFrom('segments').select('video_bytes').execute())
    .map((row) => row.video_bytes)
    .sort((a, b) => b - a);
  const bytesPerS = 100_000;
  const read: { key: string; atMs: number }[] = [];
  const bucket = listening(house.jobs.bucket, ({ key }) => read.push({ key, atMs: house.time.nowMs }));
  const beganMs = house.time.nowMs;
  for (let hours = 0; hours <= 28 * 24; hours += 6) {
    house.time.nowMs = Math.max(house.time.nowMs, beganMs + hours * hourMs);
    await house.turns({ ...noSample, bucket, bytesPerS });
    const [cycle] = await house.cycles();
    const share = Math.min(1, (house.time.nowMs - beganMs) / (28 * dayMs));
    expect(cycle?.done_bytes).toBeLessThanOrEqual(bytes * share + 2 * largest);
    if (share < 1) expect(cycle?.done_bytes).toBeGreaterThanOrEqual(bytes * (share - 0.02));
  }
  const [cycle] = await house.cycles();
  expect(cycle).toMatchObject({ done_bytes: bytes, done_segments: keys.length / 2, faults: 0 });
  expect(Number(cycle?.completed_at) - beganMs).toBeLessThanOrEqual(30 * dayMs);
  expect(read.map(({ key }) => key).sort()).toEqual(keys.sort());
  // The oldest first, whatever camera it is of.
  const starts = read.map(({ key }) => key.split('/').at(-1)?.slice(0, 10) ?? '');
  expect(starts).toEqual([...starts].sort());
});

it('never reads faster than its cap, however much is due', async () => {
  await house.turns(noSample);
  house.time.nowMs += 28 * dayMs;
  const bytesPerS = 100_000;
  const sizes = new Map(await sizesOf());
  const read: { bytes: number; atMs: number }[] = [];
  const note = ({ key }: { key: string }) => read.push({ bytes: sizes.get(key) ?? Number.NaN, atMs: house.time.nowMs });
  await house.turns({ ...noSample, bucket: listening(house.jobs.bucket, note), bytesPerS });
  expect(read).toHaveLength(sizes.size);
  let bytes = 0;
  for (const [i, one] of read.entries()) {
    const next = read[i + 1];
    bytes += one.bytes;
    if (next) expect(bytes).toBeLessThanOrEqual(((next.atMs - (read[0]?.atMs ?? 0)) / 1000) * bytesPerS);
  }
});

async function sizesOf(): Promise<[string, number][]> {
  const rows = await house.api.db
    .selectFrom('segments')
    .select(['video_key', 'audio_key', 'video_bytes', 'audio_bytes'])
    .execute();
  return rows.flatMap((row): [string, number][] => [
    [row.video_key, row.video_bytes],
    [row.audio_key ?? '', row.audio_bytes ?? 0],
  ]);
}

it('a cap that makes it impossible is said', async () => {
  house.time.nowMs += hourMs;
  const warnings: string[] = [];
  const log = { ...house.jobs.log, warn: (_: object, words: string) => void warnings.push(words) };
  await checkTurn({ ...house.deps, ...noSample, log: log as typeof house.jobs.log, bytesPerS: 0.5 }, never);
  expect(warnings).toEqual([expect.stringContaining('falls behind')]);
  const seen = await house.state();
  expect(seen.cycle?.keepsUp).toBe(false);
  expect(Date.parse(seen.cycle?.doneBy ?? '') - house.time.nowMs).toBeGreaterThan(30 * dayMs);
});

it('goes on where it was after a stop in the middle, and after the store was away, without an incident', async () => {
  await house.turns(noSample);
  const { keys } = await stored();
  const read: string[] = [];
  const stop = new AbortController();
  const heard = (limit: number, then: () => void) =>
    listening(house.jobs.bucket, ({ key }) => {
      read.push(key);
      if (read.length === limit) then();
    });
  await house.wholeCycle(noSample);
  await house.turns(noSample);
  house.time.nowMs += 28 * dayMs;
  const begun = (await house.cycles()).at(-1);
  // The program is stopped in the middle.
  const stopped = { ...house.deps, ...noSample, bucket: heard(9, () => stop.abort()) };
  await checkTurn(stopped, stop.signal);
  // The store goes away in the middle: of every object.
  let isAway = false;
  const leaving: Bucket = {
    ...house.jobs.bucket,
    read: async (ref) => {
      if (read.length >= 19) isAway = true;
      if (isAway) throw new BucketError('away', 'connection refused');
      read.push(ref.key);
      return house.jobs.bucket.read(ref);
    },
  };
  await expect(house.turns({ ...noSample, bucket: leaving })).rejects.toMatchObject({ kind: 'away' });
  expect(await house.incidents()).toEqual([]);
  expect(await house.api.db.selectFrom('fixity_suspects').selectAll().execute()).toEqual([]);
  expect(new Set(read).size).toBe(19);
  await house.turns({ ...noSample, bucket: heard(-1, () => undefined) });
  const last = (await house.cycles()).find(({ id }) => id === begun?.id);
  expect(last).toMatchObject({ done_segments: keys.length / 2, faults: 0, completed_at: expect.any(Date) });
  expect(new Set(read)).toEqual(new Set(keys));
  const twice = keys.filter((key) => read.filter((one) => one === key).length > 1);
  // Only what was under way when it ended.
  expect(twice.length).toBeLessThanOrEqual(2);
});

it('two programs at once read everything, and count nothing twice', async () => {
  await house.turns(noSample);
  house.time.nowMs += 28 * dayMs;
  const [cycle] = (await house.cycles()).slice(-1);
  const { keys, bytes } = await stored();
  // Not even the lock keeps them apart: one of them may have lost its connection.
  await Promise.all([house.turns(noSample), house.turns(noSample)]);
  const done = (await house.cycles()).find(({ id }) => id === cycle?.id);
  expect(done).toMatchObject({ done_segments: keys.length / 2, done_bytes: bytes, completed_at: expect.any(Date) });
  expect((await house.cycles()).filter((one) => one.completed_at === null).length).toBeLessThanOrEqual(1);
});

it('footage that comes while a cycle runs belongs to it', async () => {
  await house.turns(noSample);
  const { cameraId } = await house.camera(10);
  const read: string[] = [];
  const bucket = listening(house.jobs.bucket, ({ key }) => read.push(key));
  house.time.nowMs += 28 * dayMs;
  await house.turns({ ...noSample, bucket });
  expect(read).toContain((await house.object(cameraId, 0)).key);
});
