import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { stripsOf } from '../../../support/footage/recording.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { startToxiproxy } from '../../../support/toxiproxy.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** Three workers, each a program of its own, share four cameras and lose each other in every way. */
const names = ['c1', 'c2', 'c3', 'c4'];
type Worker = Awaited<ReturnType<RecorderHouse['startProcess']>>;

let house: RecorderHouse;
let toxiproxy: Awaited<ReturnType<typeof startToxiproxy>>;
let lineToDatabase: Awaited<ReturnType<typeof toxiproxy.proxy>>;
const workers = new Map<string, Worker>();
beforeAll(async () => {
  const small = { width: 384, height: 216, fps: 10 };
  house = await openRecorderHouse({ cameras: names.map((name, i) => ({ name, ...small, number: i + 1 })) });
  toxiproxy = await startToxiproxy(join(house.folder, 'toxiproxy.log'));
  lineToDatabase = await toxiproxy.proxy('database', Number(new URL(house.databaseUrl).port));
  for (const name of names) await house.add(name);
  workers.set('a', await house.startProcess('a'));
});
afterAll(async () => {
  for (const worker of workers.values()) worker.kill('SIGCONT');
  await Promise.all([...workers.values()].map((worker) => worker.close()));
  await toxiproxy?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 40_000, interval: 200 };

/** How many cameras each worker holds. */
async function shares() {
  const rows = await house.db
    .selectFrom('camera_leases')
    .select((eb) => ['worker_id', eb.fn.countAll<number>().as('count')])
    .where('released', '=', false)
    .groupBy('worker_id')
    .orderBy('worker_id')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.worker_id, Number(row.count)]));
}
const untilShares = (expected: Record<string, number>) => expect.poll(shares, patience).toEqual(expected);

const untilRecordedFrom = (at: Date) =>
  expect
    .poll(async () => {
      const cameras = await Promise.all(names.map((name) => house.camera(name)));
      return cameras.filter(({ last_segment_ended }) => last_segment_ended === null || last_segment_ended < at).length;
    }, patience)
    .toBe(0);

/** Gaps that began or went on after `at`: camera, cause, seconds. */
async function gapsAfter(at: Date) {
  const gaps = await Promise.all(names.map((name) => house.gaps(name)));
  return gaps
    .flat()
    .filter((gap) => gap.to_at !== null && gap.to_at > at)
    .map((gap) => ({ cause: gap.cause, seconds: ((gap.to_at?.getTime() ?? 0) - gap.from_at.getTime()) / 1000 }));
}

it('a worker that joins gets its half, and the cameras that change hands lose seconds', async () => {
  await untilShares({ a: 4 });
  await untilRecordedFrom(new Date());
  const at = new Date();
  workers.set('b', await house.startProcess('b', house.databaseUrl.replace(/:\d+\//, `:${lineToDatabase.port}/`)));
  await untilShares({ a: 2, b: 2 });
  await untilRecordedFrom(new Date());
  const gaps = await gapsAfter(at);
  expect(gaps.map(({ cause }) => cause)).toEqual(['worker_restart', 'worker_restart']);
  for (const { seconds } of gaps) expect(seconds).toBeLessThan(10);
});

it('kill -9: the other records its cameras within 10 s', async () => {
  const at = new Date();
  workers.get('a')?.kill('SIGKILL');
  await untilShares({ b: 4 });
  await untilRecordedFrom(new Date());
  workers.set('a', await house.startProcess('a'));
  await untilShares({ a: 2, b: 2 });
  await untilRecordedFrom(new Date());
  const lost = (await gapsAfter(at)).filter(({ cause }) => cause === 'worker_lost');
  expect(lost).toHaveLength(2);
  for (const { seconds } of lost) expect(seconds).toBeLessThan(10);
});

it('a worker that freezes loses its cameras; when it thaws, nothing is stored twice', async () => {
  const at = new Date();
  workers.get('a')?.kill('SIGSTOP');
  await untilShares({ b: 4 });
  await untilRecordedFrom(new Date());
  workers.get('a')?.kill('SIGCONT');
  await untilShares({ a: 2, b: 2 });
  await untilRecordedFrom(new Date());
  const lost = (await gapsAfter(at)).filter(({ cause }) => cause === 'worker_lost');
  expect(lost).toHaveLength(2);
  for (const { seconds } of lost) expect(seconds).toBeLessThan(10);
  await expectEveryFrameOnce();
});

it('a worker that is cut off from the database goes on recording, and nothing is stored twice', async () => {
  const at = new Date();
  await lineToDatabase.cut();
  await untilShares({ a: 4 });
  await untilRecordedFrom(new Date());
  await lineToDatabase.mend();
  await untilShares({ a: 2, b: 2 });
  await untilRecordedFrom(new Date());
  // What it recorded after the other had begun is kept apart for a person to look at.
  await expect
    .poll(() => house.db.selectFrom('quarantined_files').select('reason').execute(), patience)
    .toEqual(expect.arrayContaining([{ reason: 'taken' }]));
  const lost = (await gapsAfter(at)).filter(({ cause }) => cause === 'worker_lost');
  for (const { seconds } of lost) expect(seconds).toBeLessThan(15);
  await expectEveryFrameOnce();
});

it('a worker that leaves in order hands its cameras over', async () => {
  const at = new Date();
  await workers.get('b')?.close();
  workers.delete('b');
  await untilShares({ a: 4 });
  await untilRecordedFrom(new Date());
  expect(new Set((await gapsAfter(at)).map(({ cause }) => cause))).toEqual(new Set(['worker_restart']));
});

/** Frame numbers of all stored footage rise: no second is there twice, whoever recorded it. */
async function expectEveryFrameOnce() {
  for (const name of names) {
    const frames: number[] = [];
    for (const segment of await house.segments(name))
      for (const strip of await stripsOf(await house.file(segment.video))) frames.push(strip?.frame ?? Number.NaN);
    expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
  }
}
