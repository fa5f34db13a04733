import { afterEach, expect, test, vi } from 'vitest';
import { type Keep, startObjectStore } from '../../../infra/up/object-store.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { testFolder } from '../../support/stack.ts';
import { makeObject } from './made-object.ts';

afterEach(() => vi.unstubAllEnvs());

test('LOCK_DAYS is what the MinIO of one machine locks for', async () => {
  vi.stubEnv('LOCK_DAYS', '12');
  const running: { close: () => Promise<void> }[] = [];
  const keep: Keep = async (_name, start) => {
    const part = await start();
    running.push(part);
    return part;
  };
  const { env } = await startObjectStore(await testFolder('lock-days'), 'rootPasswordForThisTest', keep);
  const { S3_ENDPOINT = '', S3_ACCESS_KEY = '', S3_SECRET_KEY = '' } = env.ingest;
  const identity = { accessKey: S3_ACCESS_KEY, secretKey: S3_SECRET_KEY };
  const bucket = openS3Bucket({
    endpoint: S3_ENDPOINT,
    region: 'us-east-1',
    ...identity,
    bucket: 'minhchung',
    locked: true,
  });
  try {
    const object = makeObject();
    const until = await bucket.lockedUntil({ key: object.key, ...(await bucket.put(object)) });
    expect((Number(until) - Date.now()) / 86_400_000).toBeCloseTo(12, 2);
  } finally {
    await bucket.close();
    await Promise.all(running.map((part) => part.close()));
  }
});

test('LOCK_DAYS that is no number of days is said so, before anything starts', async () => {
  vi.stubEnv('LOCK_DAYS', 'ninety');
  const keep: Keep = () => Promise.reject(new Error('was started'));
  await expect(startObjectStore(await testFolder('lock-days'), 'x', keep)).rejects.toThrow(/LOCK_DAYS is ninety/);
});
