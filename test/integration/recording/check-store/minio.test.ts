import { Client } from 'minio';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { footageBucket } from '../../../../infra/stack/minio-identities.ts';
import type { Bucket } from '../../../../services/adapters/bucket/bucket.ts';
import { checkStore } from '../../../../services/recording/check-store/check-store.ts';
import { segmentsBetween } from '../../../../services/recording/segments.ts';
import { storeFootage } from '../../../support/footage/stored-footage.ts';
import { createCameraRow } from '../../../support/ledger/ledger.ts';
import { freshDatabase, type TestDatabase, testFolder } from '../../../support/stack.ts';
import { testBucket } from '../../../support/stores/minio.ts';

/** Against MinIO, whose bucket other tests fill too: only what lies under this camera's keys counts here. */
let database: TestDatabase;
let reader: Bucket;
let cameraId: string;
let prefix: string;
beforeAll(async () => {
  database = await freshDatabase();
  const camera = await createCameraRow(database.db);
  cameraId = camera.cameraId;
  const writer = testBucket('ingest');
  const folder = await testFolder('check-minio');
  const startedAt = new Date(camera.createdAt.getTime() + 1000);
  await storeFootage({ folder, db: database.db, bucket: writer, cameraId, startedAt, seconds: 25 });
  await writer.close();
  reader = testBucket('api');
  const [first] = await segments();
  prefix = first?.video.key.split('/').slice(0, 2).join('/') ?? '';
});
afterAll(async () => {
  await reader?.close();
  await database?.close();
});

const segments = () => segmentsBetween(database.db, cameraId, new Date(0), new Date('9999-01-01'));

async function check(repair: boolean) {
  const found: string[] = [];
  const inputs = { db: database.db, bucket: reader, repair, deep: true, freshMs: 0, onProgress: () => undefined };
  for await (const { kind, key, mended } of checkStore(inputs))
    if (key.startsWith(prefix)) found.push(`${kind}${mended ? ' mended' : ''}`);
  return found;
}

function root(): Client {
  const { endpoint, rootUser, rootPassword } = inject('stack').minio;
  const { hostname, port } = new URL(endpoint);
  return new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey: rootUser,
    secretKey: rootPassword,
  });
}

it('the identity that may only read finds nothing where nothing differs', async () => {
  expect(await check(true)).toEqual([]);
});

it('a delete marker is told, and the footage under it is still footage', async () => {
  const [first] = await segments();
  await root().removeObject(footageBucket, first?.video.key ?? '');
  expect(await check(true)).toEqual(['hidden']);
  expect(await segments()).toHaveLength(3);
});

it('a version that somebody laid over footage is told', async () => {
  const [, second] = await segments();
  await root().putObject(footageBucket, second?.video.key ?? '', Buffer.from('something else'));
  expect((await check(true)).sort()).toEqual(['foreign_version', 'hidden']);
});
