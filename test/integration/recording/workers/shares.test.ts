import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimCameras, releaseLease, renewLeases } from '../../../../services/recording/leases.ts';
import { announceWorker, listWorkers, quotaOf, retireWorker } from '../../../../services/recording/workers.ts';
import { createCameraRow } from '../../../support/ledger/ledger.ts';
import { freshDatabase, type TestDatabase } from '../../../support/stack.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  for (let i = 0; i < 10; i++) await createCameraRow(database.db);
});
afterAll(() => database.close());

const leaseMs = 60_000;
const facts = { spoolBytes: 0, spoolLimitBytes: 100, clockSynced: null };
const held = new Map<string, Awaited<ReturnType<typeof claimCameras>>>();

/** What a worker does at each tick, without its cameras. */
async function tick(worker: string) {
  const { db } = database;
  await announceWorker(db, worker, leaseMs, facts);
  const mine = held.get(worker) ?? [];
  const quota = (await quotaOf(db, worker)) ?? 0;
  const ids = mine.map(({ cameraId }) => cameraId);
  if (quota > mine.length) mine.push(...(await claimCameras(db, worker, ids, leaseMs, quota - mine.length)));
  const surplus = mine.length > quota ? mine.pop() : undefined;
  if (surplus) await releaseLease(db, worker, surplus);
  held.set(worker, mine);
}

async function rounds(workers: string[], count: number) {
  for (let i = 0; i < count; i++) for (const worker of workers) await tick(worker);
  return workers.map((worker) => held.get(worker)?.length);
}

async function dies(worker: string) {
  held.delete(worker);
  const past = { expires_at: sql<Date>`now() - interval '1 second'` };
  await database.db.updateTable('ingest_workers').set(past).where('id', '=', worker).execute();
  await database.db.updateTable('camera_leases').set(past).where('worker_id', '=', worker).execute();
}

test('workers that join, leave and die share the cameras within one of each other, and then nothing moves', async () => {
  expect(await rounds(['a'], 1)).toEqual([10]);
  expect(await rounds(['a', 'b'], 8)).toEqual([5, 5]);
  expect((await rounds(['a', 'b', 'c'], 8)).sort()).toEqual([3, 3, 4]);
  const before = JSON.stringify([...held]);
  await rounds(['a', 'b', 'c'], 5);
  expect(JSON.stringify([...held])).toBe(before);
  await dies('b');
  expect(await rounds(['a', 'c'], 2)).toEqual([5, 5]);
  for (const lease of held.get('c') ?? []) await releaseLease(database.db, 'c', lease);
  held.delete('c');
  await retireWorker(database.db, 'c');
  expect(await rounds(['a'], 1)).toEqual([10]);
  expect(await renewLeases(database.db, 'a', held.get('a') ?? [], leaseMs)).toHaveLength(10);
});

test('with more workers than cameras nobody takes a camera from the only one it has', async () => {
  const workers = ['a', ...Array.from({ length: 12 }, (_, i) => `w${i}`)];
  const counts = await rounds(workers, 12);
  expect(counts.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(10);
  expect(Math.max(...counts.map((count) => count ?? 0))).toBe(1);
});

test('a worker that is gone is listed only while footage waits in its spool', async () => {
  await announceWorker(database.db, 'full', leaseMs, { spoolBytes: 70, spoolLimitBytes: 100, clockSynced: true });
  await dies('full');
  await dies('a');
  const listed = await listWorkers(database.db);
  expect(listed.find(({ id }) => id === 'full')).toMatchObject({ alive: false, spoolBytes: 70, clockSynced: true });
  expect(listed.some(({ id }) => id === 'a')).toBe(false);
});
