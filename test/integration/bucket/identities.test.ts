import { Client } from 'minio';
import { afterAll, afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { IdentityName } from '../../../infra/stack/minio-identities.ts';
import type { NewObject, ObjectRef } from '../../../services/adapters/bucket/bucket.ts';
import { minioSettings, testBucket } from '../../support/stores/minio.ts';
import { makeObject } from './made-object.ts';

const footage = 'minhchung';
const buckets = { ingest: testBucket('ingest'), api: testBucket('api'), custody: testBucket('custody') };
const derived = { api: testBucket('api', 'derived'), custody: testBucket('custody', 'derived') };
const refusedByBucket = { kind: 'refused' };
const denied = { code: 'AccessDenied' };
/** By right or by the lock, whichever the server looks at first. */
const deniedOrLocked = { code: expect.stringMatching(/^(AccessDenied|InvalidRequest)$/) };
let object: NewObject;
let ref: ObjectRef;

beforeEach(async () => {
  object = makeObject();
  ref = { key: object.key, ...(await buckets.ingest.put(object)) };
});
afterAll(() => Promise.all([...Object.values(buckets), ...Object.values(derived)].map((bucket) => bucket.close())));

/** The bare client, for what our own bucket has no words for. */
function client({ accessKey, secretKey }: { accessKey: string; secretKey: string }): Client {
  const { hostname, port } = new URL(inject('stack').minio.endpoint);
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey,
    secretKey,
    region: 'us-east-1',
  });
}
const clientOf = (identity: IdentityName) => client(minioSettings(identity));
const root = () => client({ accessKey: inject('stack').minio.rootUser, secretKey: inject('stack').minio.rootPassword });

function retain(by: Client, until: Date, governanceBypass = false) {
  return by.putObjectRetention(footage, ref.key, {
    versionId: ref.versionId,
    mode: 'GOVERNANCE',
    retainUntilDate: until.toISOString(),
    governanceBypass,
  });
}
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

/** The version is as ingest left it: whole, locked, the newest. */
async function expectUntouched() {
  expect((await buckets.custody.readAll(ref)).equals(object.body)).toBe(true);
  const until = await buckets.custody.lockedUntil(ref);
  expect(until?.getTime()).toBeGreaterThan(inDays(89).getTime());
  const versions = [];
  for await (const version of buckets.custody.listVersions(ref.key)) versions.push(version.versionId);
  expect(versions).toEqual([ref.versionId]);
}

describe.each(['ingest', 'api'] as const)('%s can do no harm to what is locked and held', (identity) => {
  const by = clientOf(identity);
  beforeEach(async () => {
    await buckets.custody.hold(ref, true);
    await buckets.custody.tag(ref, { case: 'K7' });
  });
  afterEach(async () => {
    await expectUntouched();
    expect(await buckets.custody.isHeld(ref)).toBe(true);
    expect(await buckets.custody.tags(ref)).toEqual({ case: 'K7' });
  });

  test('it cannot delete, by version, with bypass, in bulk or with a marker', async () => {
    const { key: name, versionId } = ref;
    for (const how of [{ versionId }, { versionId, governanceBypass: true }, {}])
      await expect(by.removeObject(footage, ref.key, how)).rejects.toMatchObject(denied);
    // In bulk the server answers one by one, not with an error.
    for (const one of [{ name }, { name, versionId }])
      expect(await by.removeObjects(footage, [one])).toMatchObject([{ Code: 'AccessDenied' }]);
  });

  test('it cannot set retention, neither longer nor shorter, nor a hold', async () => {
    const { versionId } = ref;
    await expect(retain(by, inDays(1))).rejects.toMatchObject(deniedOrLocked);
    await expect(retain(by, inDays(1), true)).rejects.toMatchObject(deniedOrLocked);
    await expect(retain(by, inDays(900))).rejects.toMatchObject(denied);
    for (const status of ['OFF', 'ON'] as const)
      await expect(by.setObjectLegalHold(footage, ref.key, { versionId, status })).rejects.toMatchObject(denied);
  });

  test('it cannot tag or take tags away', async () => {
    await expect(buckets[identity].tag(ref, { case: 'x' })).rejects.toMatchObject(refusedByBucket);
    await expect(buckets[identity].tag(ref, {})).rejects.toMatchObject(refusedByBucket);
  });
});

const openToAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: ['s3:*'], Resource: [`arn:aws:s3:::${footage}/*`] }],
});

test.each(['ingest', 'api', 'custody'] as const)(
  '%s cannot change lock, versions, lifecycle, replication or policy of the bucket, or remove it',
  async (identity) => {
    const by = clientOf(identity);
    const lock = { mode: 'GOVERNANCE', unit: 'Days', validity: 1 } as const;
    await expect(by.setObjectLockConfig(footage, lock)).rejects.toMatchObject(denied);
    await expect(by.setObjectLockConfig(footage, {} as typeof lock)).rejects.toMatchObject(denied);
    await expect(by.setBucketVersioning(footage, { Status: 'Suspended' })).rejects.toMatchObject(denied);
    const soon = { ID: 'soon', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } };
    await expect(by.setBucketLifecycle(footage, { Rule: [soon] })).rejects.toMatchObject(denied);
    await expect(by.removeBucketLifecycle(footage)).rejects.toMatchObject(denied);
    await expect(by.removeBucketReplication(footage)).rejects.toMatchObject(denied);
    await expect(by.setBucketPolicy(footage, openToAll)).rejects.toMatchObject(denied);
    await expect(by.removeBucket(footage)).rejects.toMatchObject(denied);
  },
);

test('the api cannot overwrite; what ingest lays over an object is another version, the one there stays as it is', async () => {
  await buckets.custody.hold(ref, true);
  await buckets.custody.tag(ref, { case: 'K7' });
  const copy = (by: Client, headers: Record<string, string> = {}) => {
    const source = { 'x-amz-copy-source': `/${footage}/${ref.key}?versionId=${ref.versionId}`, ...headers };
    return by.makeRequestAsync({ method: 'PUT', bucketName: footage, objectName: ref.key, headers: source });
  };
  const [api, ingest] = [clientOf('api'), clientOf('ingest')];
  await expect(api.putObject(footage, ref.key, 'other')).rejects.toMatchObject(denied);
  await expect(copy(api)).rejects.toMatchObject(denied);
  const soon = {
    'x-amz-object-lock-mode': 'GOVERNANCE',
    'x-amz-object-lock-retain-until-date': inDays(1).toISOString(),
  };
  await expect(copy(ingest, soon)).rejects.toMatchObject(denied);
  await expectUntouched();

  await ingest.putObject(footage, ref.key, 'other');
  (await copy(ingest)).resume();
  const versions = [];
  for await (const version of buckets.custody.listVersions(ref.key)) versions.push(version.versionId);
  expect(versions).toHaveLength(3);
  expect(versions).toContain(ref.versionId);
  expect((await buckets.custody.readAll(ref)).equals(object.body)).toBe(true);
  expect(await buckets.custody.isHeld(ref)).toBe(true);
  expect(await buckets.custody.tags(ref)).toEqual({ case: 'K7' });
  expect(Number(await buckets.custody.lockedUntil(ref))).toBeGreaterThan(inDays(89).getTime());
});

test('ingest cannot choose a lock of its own at the put', async () => {
  const by = clientOf('ingest');
  const { key, body, sha256 } = makeObject();
  const headers = {
    'content-length': String(body.length),
    'x-amz-object-lock-mode': 'GOVERNANCE',
    'x-amz-object-lock-retain-until-date': inDays(1).toISOString(),
  };
  const request = { method: 'PUT', bucketName: footage, objectName: key, headers } as const;
  const put = by.makeRequestStreamAsync(request, body, sha256.toString('hex'), [200], 'us-east-1');
  await expect(put).rejects.toMatchObject(denied);
});

test('ingest has no business in the derived bucket', async () => {
  const bucket = testBucket('ingest', 'derived');
  await expect(bucket.put(makeObject())).rejects.toMatchObject(refusedByBucket);
  await bucket.close();
});

test('api reads both buckets and writes neither', async () => {
  expect((await buckets.api.readAll(ref)).equals(object.body)).toBe(true);
  await expect(buckets.api.put(makeObject())).rejects.toMatchObject(refusedByBucket);
  const poster = makeObject({ key: `posters/${ref.versionId}.jpg` });
  const stored = { key: poster.key, ...(await derived.custody.put(poster)) };
  expect((await derived.api.readAll(stored)).equals(poster.body)).toBe(true);
  await expect(derived.api.put(poster)).rejects.toMatchObject(refusedByBucket);
});

test('custody holds and lengthens, but deletes only what is no longer locked', async () => {
  const by = clientOf('custody');
  const { versionId } = ref;
  await expect(by.removeObject(footage, ref.key, { versionId })).rejects.toMatchObject(deniedOrLocked);
  await expect(by.removeObject(footage, ref.key, { versionId, governanceBypass: true })).rejects.toMatchObject(
    deniedOrLocked,
  );
  await expect(by.removeObject(footage, ref.key)).rejects.toMatchObject(denied);
  // In bulk the server answers one by one, not with an error.
  await by.removeObjects(footage, [ref.key]);
  await expectUntouched();

  await by.setObjectLegalHold(footage, ref.key, { versionId, status: 'ON' });
  await retain(by, inDays(200));
  expect((await buckets.custody.lockedUntil(ref))?.getTime()).toBeGreaterThan(inDays(199).getTime());

  // Its time over, only the hold is left.
  await retain(root(), new Date(Date.now() + 1000), true);
  await expect
    .poll(async () => Date.now() - Number(await buckets.custody.lockedUntil(ref)), { timeout: 5000 })
    .toBeGreaterThan(0);
  await expect(by.removeObject(footage, ref.key, { versionId })).rejects.toMatchObject(deniedOrLocked);
  await by.setObjectLegalHold(footage, ref.key, { versionId, status: 'OFF' });
  await by.removeObject(footage, ref.key, { versionId });
  await expect(buckets.custody.readAll(ref)).rejects.toMatchObject({ kind: 'missing' });
});
