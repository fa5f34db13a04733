import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startMinio } from '../../../infra/stack/minio.ts';
import type { Bucket, NewObject } from '../../../services/adapters/bucket/bucket.ts';
import { BucketError } from '../../../services/adapters/bucket/bucket-error.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { testFolder } from '../../support/stack.ts';
import { makeObject } from './made-object.ts';

const rootPassword = 'keptByTheCaller';
const acknowledgedBeforeKill = 40;

/** Puts until the store is away; what was acknowledged, and what was under way. */
async function putUntilAway(bucket: Bucket, onPut: (acknowledged: number) => void) {
  const acknowledged: { object: NewObject; versionId: string }[] = [];
  const open: NewObject[] = [];
  const writer = async () => {
    for (;;) {
      const object = makeObject({ body: randomBytes(700_000) });
      try {
        acknowledged.push({ object, ...(await bucket.put(object)) });
        onPut(acknowledged.length);
      } catch (error) {
        if (!(error instanceof BucketError) || error.kind !== 'away') throw error;
        open.push(object);
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, writer));
  return { acknowledged, open };
}

test('what MinIO acknowledged before kill -9 is whole and locked after its restart; the rest can be put again', async () => {
  const dataPath = join(await testFolder('killed'), 'minio');
  const first = await startMinio({ dataPath, port: 0, rootPassword, lockDays: 7 });
  const settings = { endpoint: first.endpoint, region: 'us-east-1', bucket: 'minhchung', locked: true };
  const bucket = openS3Bucket({ ...settings, ...first.identities.ingest });
  const { acknowledged, open } = await putUntilAway(bucket, (count) => {
    if (count === acknowledgedBeforeKill) first.kill('SIGKILL');
  });
  expect(await first.exited).toMatch(/SIGKILL/);
  expect(open).toHaveLength(4);

  const second = await startMinio({ dataPath, port: first.port, rootPassword, lockDays: 7 });
  try {
    expect(second.identities).toEqual(first.identities);
    const again = await Promise.all(open.map(async (object) => ({ object, ...(await bucket.put(object)) })));
    const stored = new Map<string, string[]>();
    for await (const { key, versionId } of bucket.listVersions(''))
      stored.set(key, [...(stored.get(key) ?? []), versionId]);
    for (const { object, versionId } of [...acknowledged, ...again]) {
      const ref = { key: object.key, versionId };
      expect(stored.get(object.key)).toEqual([versionId]);
      expect((await bucket.readAll(ref)).equals(object.body)).toBe(true);
      const days = (Number(await bucket.lockedUntil(ref)) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(6.9);
      expect(days).toBeLessThanOrEqual(7);
    }
    expect(stored.size).toBe(acknowledged.length + again.length);
  } finally {
    await bucket.close();
    await second.close();
  }
});
