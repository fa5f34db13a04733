import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../../infra/stack/redis.ts';
import { unversioned } from '../../../services/adapters/bucket/bucket.ts';
import { openQueues } from '../../../services/adapters/queue/enqueue.ts';
import { startJobWorker } from '../../../services/adapters/queue/worker.ts';
import { sweep } from '../../../services/casework/sweep.ts';
import { createLog } from '../../../services/log.ts';
import { testFolder } from '../../support/stack.ts';
import {
  codesOf,
  countTags,
  cut,
  openCase,
  openWorkHouse,
  startWorkers,
  tagFor,
  type WorkHouse,
} from './work-house.ts';

let house: WorkHouse;
beforeAll(async () => {
  house = await openWorkHouse();
});
afterAll(() => house.close());

let workers: ReturnType<typeof startWorkers> | undefined;
const work = (jobs: WorkHouse['jobs']) => {
  workers = startWorkers(jobs);
};
afterEach(async () => {
  await workers?.close();
  workers = undefined;
});

async function clipsOf(sessionId: string) {
  return house.api.db.selectFrom('clips').selectAll().where('session_id', '=', sessionId).execute();
}

const done = { timeout: 30_000, interval: 100 };
const untilDone = (sessionId: string) =>
  expect
    .poll(async () => (await clipsOf(sessionId)).map((clip) => `${clip.state} ${clip.preview_state}`), done)
    .toEqual(['sealed made']);

/** A session of 25 s of which every job is still to be done. */
async function session() {
  const room = await house.room();
  const [camera] = room.cameras;
  await house.store(camera, house.start, 30);
  const file = await openCase(house.officer);
  const { id } = await cut(house.officer, room.id, house.at(2), house.at(27), [file.key]);
  return { id, camera, code: await tagFor(house, [file.id]) };
}

const sizeOf = async (jpeg: Buffer) => {
  const path = join(await testFolder('jpeg'), 'picture.jpg');
  await writeFile(path, jpeg);
  const args = ['-v', 'error', '-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0', path];
  return (await promisify(execFile)('ffprobe', args)).stdout.trim();
};

describe('the jobs program', () => {
  it('tags, seals and pictures a session without being asked twice', async () => {
    work(house.jobs);
    const { id, camera, code } = await session();
    await untilDone(id);
    expect(await codesOf(house, camera)).toEqual([code, code, code]);
    const [clip] = await clipsOf(id);
    const read = (key: string | null | undefined) =>
      house.jobs.derived.readAll({ key: key ?? '', versionId: unversioned });
    expect(await sizeOf(await read(clip?.poster_key))).toBe('mjpeg,320,180');
    expect(clip).toMatchObject({ sprite_columns: 10, sprite_count: 25, sprite_step_ms: 1000 });
    expect(await sizeOf(await read(clip?.sprite_key))).toBe('mjpeg,1600,270');
  });

  it('after FLUSHALL the sweep asks again for all that was lost; nothing is tagged twice', async () => {
    const { id, camera, code } = await session();
    const redis = new Redis(house.jobs.redisUrl);
    await redis.flushdb();
    const { bucket, written } = countTags(house.jobs.bucket);
    work({ ...house.jobs, bucket });
    await expect
      .poll(async () => {
        await sweep(house.jobs);
        return (await clipsOf(id)).map((clip) => `${clip.state} ${clip.preview_state}`);
      }, done)
      .toEqual(['sealed made']);
    expect(await codesOf(house, camera)).toEqual([code, code, code]);
    expect([...written.values()]).toEqual(Array.from({ length: 6 }, () => 1));
    redis.disconnect();
  });

  it('has nothing left to ask for when all is done', async () => {
    work(house.jobs);
    await expect.poll(() => sweep(house.jobs), done).toBe(0);
  });
});

describe('a queue', () => {
  it('gives up at once on a payload that it does not know, and goes on with the next', async () => {
    const connection = new Redis(house.jobs.redisUrl, { maxRetriesPerRequest: null });
    const queue = new Queue('clip.seal', { connection });
    const bad = await queue.add('clip.seal', { v: 9, clipId: 'none' }, { attempts: 5 });
    work(house.jobs);
    await expect.poll(() => bad.getState(), done).toBe('failed');
    expect((await queue.getJob(bad.id ?? ''))?.attemptsMade).toBe(1);
    const { id } = await session();
    await untilDone(id);
    await queue.close();
    connection.disconnect();
  });

  it('that cannot be reached, or does not answer, holds nobody up', async () => {
    const redis = await startRedis({ dataPath: await testFolder('redis'), port: 0 });
    const queues = openQueues({ redisUrl: redis.url, log: createLog('test', 'silent') });
    const control = new Redis(redis.url);
    await control.ping();
    const payload = { v: 1, clipId: crypto.randomUUID(), revision: 1 } as const;
    const waited = async () => {
      const since = performance.now();
      await queues.enqueue('clip.seal', payload);
      return performance.now() - since;
    };
    await control.client('PAUSE', 60_000, 'ALL');
    expect(await waited()).toBeLessThan(2500);
    await redis.close();
    expect(await waited()).toBeLessThan(2500);
    control.disconnect();
    await queues.close();
  });

  it.each([
    ['goes at the same moment', false],
    ['has gone before', true],
  ])('whose Redis %s does not keep its program from ending', async (_when, isGoneBefore) => {
    const redis = await startRedis({ dataPath: await testFolder('redis'), port: 0 });
    const log = createLog('test', 'silent');
    const queues = openQueues({ redisUrl: redis.url, log });
    const seen: string[] = [];
    const handle = async ({ clipId }: { clipId: string }) => void seen.push(clipId);
    const worker = startJobWorker({ redisUrl: redis.url, log, name: 'clip.seal', handle });
    const ask = () => queues.enqueue('clip.seal', { v: 1, clipId: crypto.randomUUID(), revision: 1 });
    await expect.poll(() => ask().then(() => seen.length), done).toBeGreaterThan(0);
    const gone = redis.close();
    if (isGoneBefore) await gone;
    await worker.close();
    await gone;
    await queues.close();
  });
});
