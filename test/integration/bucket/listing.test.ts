import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { testFolder } from '../../support/stack.ts';
import { testBucket } from '../../support/stores/minio.ts';
import { startSeaweedfs } from '../../support/stores/seaweedfs.ts';
import { makeObject } from './made-object.ts';

const count = 1050;
const atOnce = 8;
const opened: { close: () => Promise<void> }[] = [];
afterAll(() => Promise.all(opened.map((one) => one.close())));

async function openSeaweedfs(): Promise<Bucket> {
  const store = await startSeaweedfs(await testFolder('seaweedfs'));
  opened.push(store);
  return store.open('ingest');
}

test.each([
  { name: 'MinIO', open: async () => testBucket('ingest') },
  { name: 'SeaweedFS', open: openSeaweedfs },
  {
    name: 'the disk store',
    open: async () => openBucket({ kind: 'disk', path: await testFolder('list'), locked: true }),
  },
])('$name lists more versions than fit one page, each once, in order', async ({ open }) => {
  const bucket = await open();
  opened.push(bucket);
  // A sign that must be escaped in the address of the second page.
  const prefix = `list+${randomUUID()}/a & b/`;
  const keys = Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(5, '0')}.mp4`);
  const waiting = [...keys];
  const writer = async () => {
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      await bucket.put(makeObject({ key, body: Buffer.from(key) }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, writer));

  const listed: string[] = [];
  for await (const { key, bytes } of bucket.listVersions(prefix)) {
    expect(bytes).toBe(key.length);
    listed.push(key);
  }
  expect(listed).toEqual(keys);
});
