import { randomBytes, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bucket, ObjectRef, StoredVersion } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { testFolder } from '../../support/stack.ts';
import { testBucket } from '../../support/stores/minio.ts';
import { type Seaweedfs, startSeaweedfs } from '../../support/stores/seaweedfs.ts';
import { makeObject } from './made-object.ts';

const openDisk = async () => openBucket({ kind: 'disk', path: await testFolder('bucket'), locked: true });
let seaweedfs: Seaweedfs;
beforeAll(async () => {
  seaweedfs = await startSeaweedfs(await testFolder('seaweedfs'));
});
afterAll(() => seaweedfs.close());

const stores = [
  { name: 'MinIO as ingest', open: async () => testBucket('ingest'), mayTag: false },
  { name: 'MinIO as custody', open: async () => testBucket('custody'), mayTag: true },
  { name: 'SeaweedFS as ingest', open: async () => seaweedfs.open('ingest'), mayTag: false },
  { name: 'SeaweedFS as custody', open: async () => seaweedfs.open('custody'), mayTag: true },
  { name: 'disk store', open: openDisk, mayTag: true },
];
const dayMs = 86_400_000;

async function versionsOf(bucket: Bucket, prefix: string): Promise<StoredVersion[]> {
  const found: StoredVersion[] = [];
  for await (const version of bucket.listVersions(prefix)) found.push(version);
  return found;
}

describe.each(stores)('$name', ({ open, mayTag }) => {
  let bucket: Bucket;
  beforeAll(async () => {
    bucket = await open();
  });
  afterAll(() => bucket.close());

  testReading(() => bucket);
  testPutting(() => bucket);
  if (mayTag) testTagging(() => bucket);
  if (mayTag) testKeeping(() => bucket);
});

function testReading(store: () => Bucket) {
  test('gives back what it was given, whole and in ranges', async () => {
    const bucket = store();
    const object = makeObject({ body: randomBytes(300_000) });
    const ref = { key: object.key, ...(await bucket.put(object)) };
    expect((await bucket.readAll(ref)).equals(object.body)).toBe(true);
    expect((await buffer(await bucket.read(ref))).equals(object.body)).toBe(true);
    for (const [start, length] of [
      [0, 1],
      [1000, 70_000],
      [299_999, 1],
    ] as const) {
      const part = await bucket.readAll(ref, { start, length });
      expect(part.equals(object.body.subarray(start, start + length))).toBe(true);
    }
    await expect(bucket.readAll(ref, { start: 300_000, length: 1 })).rejects.toMatchObject({ kind: 'refused' });
    expect(await versionsOf(bucket, object.key)).toEqual([
      { key: object.key, versionId: ref.versionId, bytes: 300_000, isDeleteMarker: false, storedAt: expect.any(Date) },
    ]);
    const [version] = await versionsOf(bucket, object.key);
    expect(Math.abs((version?.storedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  test('names what is not there as missing', async () => {
    const bucket = store();
    const object = makeObject();
    await bucket.put(object);
    for (const key of [object.key, 'no/such/object.mp4']) {
      const ref = { key, versionId: randomUUID() };
      await expect(bucket.readAll(ref)).rejects.toMatchObject({ kind: 'missing' });
      await expect(bucket.readAll(ref, { start: 0, length: 5 })).rejects.toMatchObject({ kind: 'missing' });
      await expect(bucket.lockedUntil(ref)).rejects.toMatchObject({ kind: 'missing' });
    }
    expect(await versionsOf(bucket, 'no/such/')).toEqual([]);
  });
}

function testPutting(store: () => Bucket) {
  test('refuses bytes that do not fit their hash, and keeps nothing of them', async () => {
    const bucket = store();
    const object = { ...makeObject(), body: randomBytes(4096) };
    await expect(bucket.put(object)).rejects.toMatchObject({ kind: 'refused' });
    expect(await versionsOf(bucket, object.key)).toEqual([]);
  });

  test('adopts its own object at a second try and refuses other bytes', async () => {
    const bucket = store();
    const object = makeObject();
    const first = await bucket.put(object);
    expect(await bucket.put(object)).toEqual(first);
    await expect(bucket.put(makeObject({ key: object.key }))).rejects.toMatchObject({ kind: 'conflict' });
    expect(await versionsOf(bucket, object.key)).toHaveLength(1);
    expect((await bucket.readAll({ key: object.key, ...first })).equals(object.body)).toBe(true);
  });

  test('lets one of many writers of the same key win', async () => {
    const bucket = store();
    const key = makeObject().key;
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => bucket.put(makeObject({ key }))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason.kind] : []));
    expect(reasons).toEqual(Array.from({ length: 7 }, () => 'conflict'));
    expect(await versionsOf(bucket, key)).toHaveLength(1);
  });

  test('locks for the default of 90 days', async () => {
    const bucket = store();
    const object = makeObject();
    const until = await bucket.lockedUntil({ key: object.key, ...(await bucket.put(object)) });
    const days = ((until?.getTime() ?? 0) - Date.now()) / dayMs;
    expect(days).toBeGreaterThan(89.99);
    expect(days).toBeLessThanOrEqual(90);
  });
}

function testTagging(store: () => Bucket) {
  test('replaces all tags of a version', async () => {
    const bucket = store();
    const object = makeObject();
    const ref = { key: object.key, ...(await bucket.put(object)) };
    expect(await bucket.tags(ref)).toEqual({});
    await bucket.tag(ref, { case: 'K7-0042', other: '1 + 2 = 3' });
    expect(await bucket.tags(ref)).toEqual({ case: 'K7-0042', other: '1 + 2 = 3' });
    await bucket.tag(ref, { case: 'K7-0043' });
    expect(await bucket.tags(ref)).toEqual({ case: 'K7-0043' });
    await bucket.tag(ref, {});
    expect(await bucket.tags(ref)).toEqual({});
    expect((await bucket.readAll(ref)).equals(object.body)).toBe(true);
    const nothing = { ...ref, versionId: randomUUID() };
    await expect(bucket.tag(nothing, { case: 'x' })).rejects.toMatchObject({ kind: 'missing' });
    await expect(bucket.tags(nothing)).rejects.toMatchObject({ kind: 'missing' });
  });
}

function testKeeping(store: () => Bucket) {
  test('locks for longer, never for shorter', async () => {
    const bucket = store();
    const object = makeObject();
    const ref = { key: object.key, ...(await bucket.put(object)) };
    const until = new Date(Date.now() + 200 * dayMs);
    await bucket.lockUntil(ref, until);
    expect(Math.abs(Number(await bucket.lockedUntil(ref)) - until.getTime())).toBeLessThan(1000);
    await bucket.lockUntil(ref, new Date(Date.now() + 100 * dayMs));
    expect(Math.abs(Number(await bucket.lockedUntil(ref)) - until.getTime())).toBeLessThan(1000);
    expect((await bucket.readAll(ref)).equals(object.body)).toBe(true);
  });

  test('locks what is put for as long as is asked, also for less than by itself', async () => {
    const bucket = store();
    const lockUntil = new Date(Date.now() + 5 * dayMs);
    const object = { ...makeObject(), lockUntil };
    const { versionId, lockedUntil } = await bucket.put(object);
    expect(Math.abs(Number(lockedUntil) - lockUntil.getTime())).toBeLessThan(1000);
    await expect(bucket.remove({ key: object.key, versionId })).rejects.toMatchObject({ kind: 'refused' });
  });

  test('takes the longest of locks that are set at the same time', async () => {
    const bucket = store();
    const days = [100, 140, 120, 130, 110, 105, 135];
    // Several times: where nothing orders them the longest may still come last.
    for (let n = 0; n < 10; n++) {
      const object = makeObject();
      const ref = { key: object.key, ...(await bucket.put(object)) };
      await Promise.all(days.map((count) => bucket.lockUntil(ref, new Date(Date.now() + count * dayMs))));
      expect(Number(await bucket.lockedUntil(ref)) - Date.now()).toBeGreaterThan(139.9 * dayMs);
    }
  });

  test('holds a version and lets it go', async () => {
    const bucket = store();
    const object = makeObject();
    const ref = { key: object.key, ...(await bucket.put(object)) };
    expect(await bucket.isHeld(ref)).toBe(false);
    for (const isHeld of [true, true, false]) {
      await bucket.hold(ref, isHeld);
      expect(await bucket.isHeld(ref)).toBe(isHeld);
    }
    const nothing = { ...ref, versionId: randomUUID() };
    await expect(bucket.hold(nothing, true)).rejects.toMatchObject({ kind: 'missing' });
    await expect(bucket.lockUntil(nothing, new Date())).rejects.toMatchObject({ kind: 'missing' });
  });
}

test('SeaweedFS does not order two programs that lock at once: the shorter may stay until the longer is asked again', async () => {
  const [first, second, third] = [seaweedfs.open('custody'), seaweedfs.open('custody'), seaweedfs.open('custody')];
  const inDays = (days: number) => new Date(Date.now() + days * dayMs);
  const daysOf = async (ref: ObjectRef) => (Number(await first.lockedUntil(ref)) - Date.now()) / dayMs;
  const lockAtOnce = async () => {
    const object = makeObject();
    const ref = { key: object.key, ...(await first.put(object)) };
    const tries = [
      first.lockUntil(ref, inDays(140)),
      second.lockUntil(ref, inDays(120)),
      third.lockUntil(ref, inDays(100)),
    ];
    await Promise.allSettled(tries);
    return { ref, days: await daysOf(ref) };
  };
  let last = await lockAtOnce();
  for (let n = 0; n < 500 && last.days > 139; n++) last = await lockAtOnce();
  expect(last.days).toBeLessThan(139);
  await first.lockUntil(last.ref, inDays(140));
  expect(await daysOf(last.ref)).toBeGreaterThan(139);
  await Promise.all([first, second, third].map((bucket) => bucket.close()));
});
