import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { testFolder } from '../../support/stack.ts';
import { minioSettings, testBucket } from '../../support/stores/minio.ts';
import { type Seaweedfs, startSeaweedfs } from '../../support/stores/seaweedfs.ts';
import { makeObject } from './made-object.ts';

const opened: Bucket[] = [];
let seaweedfs: Seaweedfs;
beforeAll(async () => {
  seaweedfs = await startSeaweedfs(await testFolder('seaweedfs'));
});
afterAll(async () => {
  await Promise.all(opened.map((bucket) => bucket.close()));
  await seaweedfs.close();
});

test.each([
  { name: 'MinIO', open: async () => testBucket('custody', 'derived') },
  { name: 'SeaweedFS', open: async () => seaweedfs.open('custody', 'derived') },
  {
    name: 'the disk store',
    open: async () => openBucket({ kind: 'disk', path: await testFolder('d'), locked: false }),
  },
])('$name without lock lets a poster be made anew and be removed', async ({ open }) => {
  const bucket = await open();
  opened.push(bucket);
  const first = makeObject();
  const second = makeObject({ key: first.key });
  const { versionId } = await bucket.put(first);
  expect(await bucket.put(second)).toEqual({ versionId, lockedUntil: null });
  const ref = { key: first.key, versionId };
  expect((await bucket.readAll(ref)).equals(second.body)).toBe(true);
  expect(await bucket.lockedUntil(ref)).toBeNull();
  await bucket.remove(ref);
  await expect(bucket.readAll(ref)).rejects.toMatchObject({ kind: 'missing' });
});

test.each([
  { name: 'MinIO', open: () => openS3Bucket({ ...minioSettings('custody', 'derived'), locked: true }) },
  { name: 'SeaweedFS', open: () => seaweedfs.open('custody', 'derived', true) },
])('$name: a put into a bucket that does not lock is not believed where a lock is wanted', async ({ open }) => {
  const bucket = open();
  opened.push(bucket);
  await expect(bucket.put(makeObject())).rejects.toMatchObject({ kind: 'refused' });
});

test('what the disk store held is there for the next that opens it, and nothing leads out of its folder', async () => {
  const path = await testFolder('kept');
  const open = () => openBucket({ kind: 'disk', path: `${path}/store`, locked: true, lockDays: 3 });
  const first = await open();
  const object = makeObject();
  const ref = { key: object.key, ...(await first.put(object)) };
  await first.tag(ref, { case: 'K7' });
  await first.close();

  const second = await open();
  opened.push(second);
  expect(await second.tags(ref)).toEqual({ case: 'K7' });
  expect(Number(await second.lockedUntil(ref)) - Date.now()).toBeGreaterThan(2.99 * 86_400_000);
  for (const key of ['../out.mp4', '/etc/out.mp4', 'a//b.mp4', 'a/../../out.mp4', '']) {
    await expect(second.put(makeObject({ key }))).rejects.toMatchObject({ kind: 'refused' });
  }
  await expect(second.readAll({ ...ref, versionId: '../../secret' })).rejects.toMatchObject({ kind: 'missing' });
});
