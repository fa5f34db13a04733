import { Client } from 'minio';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { footageBucket } from '../../../infra/stack/minio-identities.ts';
import type { Bucket, ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { testWorm, wormTestKeys } from '../../../services/custody/store-watch/worm-test.ts';
import { testFolder } from '../../support/stack.ts';
import { minioSettings, testBucket } from '../../support/stores/minio.ts';
import { type Seaweedfs, startSeaweedfs } from '../../support/stores/seaweedfs.ts';
import { startVersitygw } from '../../support/stores/versitygw.ts';

const opened: { close: () => Promise<void> }[] = [];
let seaweedfs: Seaweedfs;
beforeAll(async () => {
  seaweedfs = await startSeaweedfs(await testFolder('seaweedfs'));
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await seaweedfs.close();
});
function keep<T extends { close: () => Promise<void> }>(one: T): T {
  opened.push(one);
  return one;
}

const quick = { lockMs: 2000 };
const dayMs = 86_400_000;
const [lockedKey = '', heldKey = ''] = wormTestKeys;

function minioRoot() {
  const { endpoint, rootUser: accessKey, rootPassword: secretKey } = inject('stack').minio;
  const { hostname: endPoint, port } = new URL(endpoint);
  return new Client({ endPoint, port: Number(port), useSSL: false, accessKey, secretKey });
}

async function versionsOf(bucket: Bucket, key: string) {
  const versions: (ObjectRef & { isHeld: boolean; until: Date | null })[] = [];
  for await (const { key: found, versionId } of bucket.listVersions(key)) {
    const ref = { key: found, versionId };
    versions.push({ ...ref, isHeld: await bucket.isHeld(ref), until: await bucket.lockedUntil(ref) });
  }
  return versions;
}

async function onlyVersion(bucket: Bucket, key: string) {
  const [one, ...others] = await versionsOf(bucket, key);
  expect(others).toEqual([]);
  if (!one) throw new Error(`${key} is not there`);
  return one;
}

describe.each([
  { name: 'MinIO', open: () => testBucket('custody'), root: minioRoot },
  { name: 'SeaweedFS', open: () => seaweedfs.open('custody'), root: () => seaweedfs.root },
])('the write-once test on $name', ({ open, root }) => {
  it('passes, also again, and leaves one object, under the lock of the bucket and not held', async () => {
    const bucket = keep(open());
    expect(await testWorm(bucket, quick)).toEqual([]);
    const first = await onlyVersion(bucket, lockedKey);
    expect(Number(first.until) - Date.now()).toBeGreaterThan(89 * dayMs);
    expect(await testWorm(bucket, quick)).toEqual([]);
    expect(await onlyVersion(bucket, lockedKey)).toEqual({ ...first, isHeld: false });
    expect(await versionsOf(bucket, heldKey)).toEqual([]);
  });

  it('leaves nothing held when the program ends, and takes away what a crash left held', async () => {
    const bucket = keep(open());
    const signal = AbortSignal.timeout(700);
    await expect(testWorm(bucket, { ...quick, signal })).rejects.toThrow('aborted');
    const left = await onlyVersion(bucket, heldKey);
    expect(left.isHeld).toBe(false);
    await bucket.hold(left, true);
    await letLockRunOut(root(), bucket, await onlyVersion(bucket, lockedKey));
    expect(await testWorm(bucket, quick)).toEqual([]);
    expect(await versionsOf(bucket, heldKey)).toEqual([]);
  });

  it('made its object anew when its lock was over: it tries the lock of the bucket, no other', async () => {
    const { until } = await onlyVersion(keep(open()), lockedKey);
    expect(Number(until) - Date.now()).toBeGreaterThan(89 * dayMs);
  });
});

async function letLockRunOut(root: Client, bucket: Bucket, { key, versionId }: ObjectRef) {
  const until = new Date(Date.now() + 1000).toISOString();
  const lock = { versionId, mode: 'GOVERNANCE', retainUntilDate: until, governanceBypass: true } as const;
  await root.putObjectRetention(footageBucket, key, lock);
  const isOver = async () => Number(await bucket.lockedUntil({ key, versionId })) < Date.now();
  await expect.poll(isOver, { timeout: 5000 }).toBe(true);
}

describe('the write-once test', () => {
  it('refuses versitygw, each time: its default lock is on no object, and no hold counts when the lock is over', async () => {
    const store = keep(await startVersitygw(await testFolder('versitygw')));
    const bucket = keep(store.open());
    for (let n = 0; n < 2; n++) expect(await testWorm(bucket, quick)).toEqual(['not_locked', 'deleted_held']);
    expect((await onlyVersion(bucket, lockedKey)).isHeld).toBe(false);
    expect(await versionsOf(bucket, heldKey)).toEqual([]);
  });

  it('says what a bucket without lock lets us do, though our own puts into it are not believed', async () => {
    const open = keep(openS3Bucket({ ...minioSettings('custody', 'derived'), locked: true }));
    expect(await testWorm(open, quick)).toEqual(['not_locked', 'deleted']);
  });

  it('says when the rights do not suffice to lock', async () => {
    expect(await testWorm(keep(testBucket('ingest')), quick)).toEqual(['lock_not_taken']);
  });

  it('says that a disk is no such store, whatever it lets us do', async () => {
    const disk = keep(await openBucket({ kind: 'disk', path: await testFolder('worm'), locked: true }));
    expect(await testWorm(disk, quick)).toEqual(['stand_in']);
  });

  it('does not say anything of a store that does not answer', async () => {
    const away = keep(openS3Bucket({ ...minioSettings('custody'), endpoint: 'http://127.0.0.1:9' }));
    await expect(testWorm(away)).rejects.toMatchObject({ kind: 'away' });
  });
});
