import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { footageBucket } from '../../../../infra/stack/minio-identities.ts';
import type { Bucket, ObjectRef } from '../../../../services/adapters/bucket/bucket.ts';
import { openS3Bucket } from '../../../../services/adapters/bucket/s3-bucket.ts';
import { checkTurn } from '../../../../services/casework/fixity/check-turn.ts';
import type { FixityDeps } from '../../../../services/casework/fixity/fixity-deps.ts';
import { createLog } from '../../../../services/log.ts';
import { segmentsBetween } from '../../../../services/recording/segments.ts';
import { storeFootage } from '../../../support/footage/stored-footage.ts';
import { createCameraRow } from '../../../support/ledger/ledger.ts';
import { freshDatabase, type TestDatabase, testFolder } from '../../../support/stack.ts';
import { minioSettings, testBucket } from '../../../support/stores/minio.ts';
import { startToxiproxy } from '../../../support/toxiproxy.ts';
import { dayMs, never } from './fixity-house.ts';

/** Against MinIO, which does not give back what was altered on its disk, and says no more than when it is overloaded. */
let database: TestDatabase;
let deps: FixityDeps;
let cameraId: string;
let custody: Bucket;
const time = { nowMs: Math.ceil(Date.now() / dayMs) * dayMs + 3 * 3_600_000 };
beforeAll(async () => {
  database = await freshDatabase();
  const camera = await createCameraRow(database.db);
  cameraId = camera.cameraId;
  const writer = testBucket('ingest');
  const folder = await testFolder('unreadable');
  const startedAt = new Date(camera.createdAt.getTime() + 1000);
  await storeFootage({ folder, db: database.db, bucket: writer, cameraId, startedAt, seconds: 40 });
  await writer.close();
  custody = testBucket('custody');
  deps = {
    ...{ db: database.db, bucket: custody, log: createLog('test', 'silent'), clock: { now: () => time.nowMs } },
    ...{ enqueue: async () => undefined, publish: async () => undefined },
    ...{ lockDays: 90, days: 28, bytesPerS: 50 * 2 ** 20, sampleSize: 0 },
    pause: async (ms) => {
      time.nowMs += ms;
    },
  };
});
afterAll(async () => {
  await custody?.close();
  await database?.close();
});

const pass = (ms: number) => {
  time.nowMs += ms;
};

async function turns(change: Partial<FixityDeps> = {}) {
  while (await checkTurn({ ...deps, ...change }, never));
}

const rows = () =>
  database.db
    .selectFrom('segments')
    .select(['state', 'video_key'])
    .where('camera_id', '=', cameraId)
    .orderBy('started_at')
    .execute();
const states = async () => (await rows()).map(({ state }) => state);
const incidents = () => database.db.selectFrom('fixity_incidents').selectAll().execute();
const suspects = () => database.db.selectFrom('fixity_suspects').select('failures').execute();

/** The file in which MinIO keeps an object's bytes: small ones lie in the file that describes them. */
async function fileOf({ key }: ObjectRef): Promise<string> {
  const folder = join(inject('stack').dataPath, 'minio', 'store', footageBucket, key);
  const names = await readdir(folder, { recursive: true });
  return join(folder, names.find((name) => name.endsWith('part.1')) ?? 'xl.meta');
}

async function nth(index: number) {
  const segment = (await segmentsBetween(database.db, cameraId, new Date(0), new Date('9999-01-01')))[index];
  if (!segment) throw new Error(`there is no segment ${index}`);
  return segment;
}

it('bytes altered under MinIO are judged only after some tries over an hour; then quarantine, incident, legal hold', async () => {
  const { video, audio } = await nth(1);
  const path = await fileOf(video);
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 500) ^ 1, bytes.length - 500);
  await writeFile(path, bytes);
  await expect(custody.readAll(video)).rejects.toMatchObject({ kind: 'away' });
  await turns();
  pass(28 * dayMs);
  await turns();
  expect(await states()).toEqual(['stored', 'stored', 'stored', 'stored']);
  expect(await suspects()).toEqual([{ failures: 1 }]);
  for (const failures of [2, 3]) {
    pass(20 * 60_000);
    await turns();
    expect(await suspects()).toEqual([{ failures }]);
  }
  expect(await incidents()).toEqual([]);
  pass(20 * 60_000);
  await turns();
  expect(await states()).toEqual(['stored', 'quarantined', 'stored', 'stored']);
  expect(await incidents()).toMatchObject([{ kind: 'unreadable', object_key: video.key, found_sha256: null }]);
  expect(await suspects()).toEqual([]);
  if (!audio) throw new Error('no sound');
  for (const ref of [video, audio]) expect(await custody.isHeld(ref)).toBe(true);
});

it('a store that is cut off in the middle is away: no suspect, no incident, and everything is read later', async () => {
  const settings = minioSettings('custody');
  const toxiproxy = await startToxiproxy(join(await testFolder('toxiproxy'), 'log'));
  const proxy = await toxiproxy.proxy('bucket', Number(new URL(settings.endpoint).port));
  const through = openS3Bucket({ ...settings, endpoint: `http://127.0.0.1:${proxy.port}`, timeoutMs: 2000 });
  try {
    await turns({ bucket: through });
    pass(28 * dayMs);
    let reads = 0;
    const bucket: Bucket = {
      ...through,
      read: async (ref, range) => {
        reads += 1;
        if (reads === 3) await proxy.cut();
        return through.read(ref, range);
      },
    };
    await expect(turns({ bucket })).rejects.toMatchObject({ kind: 'away' });
    expect(await suspects()).toEqual([]);
    expect(await incidents()).toHaveLength(1);
    await proxy.mend();
    await turns({ bucket: through });
    const last = database.db.selectFrom('fixity_cycles').selectAll().orderBy('began_at', 'desc').limit(1);
    expect(await last.executeTakeFirst()).toMatchObject({ done_segments: 3, completed_at: expect.any(Date) });
  } finally {
    await through.close();
    await toxiproxy.close();
  }
});
