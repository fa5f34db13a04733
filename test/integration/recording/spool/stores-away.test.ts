import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Bucket } from '../../../../services/adapters/bucket/bucket.ts';
import { openS3Bucket } from '../../../../services/adapters/bucket/s3-bucket.ts';
import { connectPostgres, type Database } from '../../../../services/adapters/postgres/connect.ts';
import { namesIn, parseSpoolName } from '../../../../services/recording/spool/files.ts';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { stripsOf } from '../../../support/footage/recording.ts';
import { spoolRun } from '../../../support/footage/spooled-run.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { minioSettings, testBucket } from '../../../support/stores/minio.ts';
import { startToxiproxy } from '../../../support/toxiproxy.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** MinIO and PostgreSQL, each behind a line of its own that goes away; the cameras record on, and all of it arrives. */
const small = { width: 384, height: 216, fps: 10 };
let house: RecorderHouse;
let toxiproxy: Awaited<ReturnType<typeof startToxiproxy>>;
let lines: Record<'bucket' | 'database', Awaited<ReturnType<typeof toxiproxy.proxy>>>;
let ingest: Awaited<ReturnType<typeof startIngest>> | undefined;
let reader: Bucket;
/** What is reached through the lines. */
let stores: { bucket: Bucket; db: Database };
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: [{ name: 'live', ...small, number: 1 }] });
  await house.add('live');
  toxiproxy = await startToxiproxy(join(house.folder, 'toxiproxy.log'));
  const settings = minioSettings('ingest');
  lines = {
    bucket: await toxiproxy.proxy('bucket', Number(new URL(settings.endpoint).port)),
    database: await toxiproxy.proxy('database', Number(new URL(house.databaseUrl).port)),
  };
  reader = testBucket('api');
  const bucket = openS3Bucket({ ...settings, endpoint: `http://127.0.0.1:${lines.bucket.port}`, timeoutMs: 2000 });
  const throughLine = house.databaseUrl.replace(/:\d+\//, `:${lines.database.port}/`);
  const { db, close } = connectPostgres(throughLine, { onIdleError: () => undefined });
  closing.push(reader.close, bucket.close, close);
  stores = { bucket, db };
  ingest = await house.start({ ...stores, segmentMs: 1800 });
});
afterAll(async () => {
  await ingest?.close();
  for (const close of closing) await close();
  await toxiproxy?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 50_000, interval: 100 };
const stored = async (name = 'live') => (await house.segments(name)).length;
/** Closed segments of the live camera that wait in the spool. */
async function spooled() {
  const folder = join(house.folder, 'spool', house.idOf('live'));
  const names = await Promise.all((await namesIn(folder)).map((run) => namesIn(join(folder, run))));
  return names.flat().filter((name) => parseSpoolName(name)?.kind === 'sidecar').length;
}
const untilRecordedFrom = (at: Date) =>
  expect
    .poll(async () => (await house.camera('live')).last_segment_ended ?? new Date(0), patience)
    .toSatisfy((ended: Date) => ended > at);
/** Frame numbers of all stored footage of one camera. */
async function frames() {
  const numbers: number[] = [];
  for (const segment of await house.segments('live')) {
    const path = await house.file(segment.video, 'away', reader);
    for (const strip of await stripsOf(path)) numbers.push(strip?.frame ?? Number.NaN);
  }
  return numbers;
}

/** First and last number of each row without a hole. */
function inRows(numbers: number[]) {
  const rows: [number, number][] = [];
  for (const number of numbers) {
    const row = rows.at(-1);
    if (row && number === row[1] + 1) row[1] = number;
    else rows.push([number, number]);
  }
  return rows;
}

type Store = keyof typeof lines;
const ways: { what: string; away: Store[]; how: 'cut' | 'silent' }[] = [
  { what: 'the object store is away', away: ['bucket'], how: 'cut' },
  { what: 'the object store takes connections and answers nothing', away: ['bucket'], how: 'silent' },
  { what: 'the database is away', away: ['database'], how: 'cut' },
  { what: 'the database takes connections and answers nothing', away: ['database'], how: 'silent' },
  { what: 'both are away', away: ['bucket', 'database'], how: 'cut' },
];

it.each(ways)('$what: recording goes on, nothing is lost, all is caught up', async ({ away, how }) => {
  await untilRecordedFrom(new Date());
  const gaps = (await house.gaps('live')).length;
  const before = await stored();
  for (const store of away)
    await (how === 'cut' ? lines[store].cut() : lines[store].add({ type: 'timeout', attributes: { timeout: 0 } }));
  await expect.poll(spooled, patience).toBeGreaterThan(4);
  const backAt = new Date();
  for (const store of away) await (how === 'cut' ? lines[store].mend() : lines[store].remove('timeout'));
  await untilRecordedFrom(backAt);
  await expect.poll(spooled, patience).toBe(0);
  expect(await stored()).toBeGreaterThanOrEqual(before + 4);
  expect(await house.gaps('live')).toHaveLength(gaps);
  expect(inRows(await frames())).toHaveLength(1);
});

it('a file that the disk lost while it waited holds up nothing', async () => {
  await untilRecordedFrom(new Date());
  await lines.bucket.cut();
  await expect.poll(spooled, patience).toBeGreaterThan(2);
  const folder = join(house.folder, 'spool', house.idOf('live'));
  const [run = ''] = await namesIn(folder);
  const waiting = (await namesIn(join(folder, run))).filter((name) => parseSpoolName(name)?.kind === 'whole').sort();
  await rm(join(folder, run, waiting.find((name) => name.includes('video')) ?? 'none'));
  const backAt = new Date();
  await lines.bucket.mend();
  await untilRecordedFrom(backAt);
  await expect.poll(spooled, patience).toBe(0);
  const listed = await house.db.selectFrom('quarantined_files').select('reason').execute();
  expect(new Set(listed.map(({ reason }) => reason))).toEqual(new Set(['unreadable']));
  await expect.poll(async () => (await house.gaps('live')).at(-1)?.cause, patience).toBe('corrupt');
  expect(inRows(await frames())).toHaveLength(2);
});

it('a worker that is stopped in order keeps its cameras until it has ended, however long the store lets it wait', async () => {
  await untilRecordedFrom(new Date());
  const other = { workerId: 'other', spoolPath: join(house.folder, 'spool-other') };
  const next = await house.start({ ...stores, ...other, segmentMs: 1800 });
  const silence = { type: 'timeout', attributes: { timeout: 0 } } as const;
  await lines.bucket.add(silence);
  await expect.poll(spooled, patience).toBeGreaterThan(2);
  const stoppedAtMs = performance.now();
  await ingest?.close();
  // Longer than its leases would have lasted.
  expect(performance.now() - stoppedAtMs).toBeGreaterThan(3000);
  await lines.bucket.remove('timeout');
  ingest = next;
  const since = new Date();
  await untilRecordedFrom(since);
  const recent = (await house.gaps('live')).filter(
    ({ to_at: to }) => to === null || to > new Date(since.getTime() - 20_000),
  );
  expect(new Set(recent.map(({ cause }) => cause))).toEqual(new Set(['worker_restart']));
});

it('hours of footage are caught up while the live camera is stored as if there were none', {
  timeout: 120_000,
}, async () => {
  await ingest?.close();
  ingest = undefined;
  const behind = ['b1', 'b2', 'b3'];
  const hours = 720;
  const startedAtMs = Date.now() - hours * 3000;
  for (const name of behind) {
    await house.add(name, { address: 'rtsp://127.0.0.1:9/none' });
    const cameraId = house.idOf(name);
    const since = new Date(startedAtMs);
    await house.db
      .updateTable('cameras')
      .set({ created_at: since, accounted_until: since })
      .where('id', '=', cameraId)
      .execute();
    // Another lease than the one that this worker will get.
    await spoolRun({ spool: join(house.folder, 'spool'), cameraId, startedAtMs, segments: hours, leaseEpoch: 0 });
  }
  const startedAt = new Date();
  ingest = await house.start({ segmentMs: 1800 });
  await expect
    .poll(async () => Promise.all(behind.map((name) => stored(name))), { ...patience, timeout: 100_000 })
    .toEqual([hours, hours, hours]);
  const rows = await house.db
    .selectFrom('segments')
    .select(['camera_id', 'seq', 'ended_at', 'stored_at'])
    .where('stored_at', '>=', startedAt)
    .orderBy('stored_at')
    .execute();
  // Not what the stop before has left in the spool.
  const isLive = (row: (typeof rows)[number]) => row.camera_id === house.idOf('live') && row.ended_at > startedAt;
  const delays = rows.filter(isLive).map((row) => row.stored_at.getTime() - row.ended_at.getTime());
  expect(delays.length).toBeGreaterThan(2);
  // All of the backlog takes half a minute or more; the live camera does not wait for it.
  expect(Math.max(...delays)).toBeLessThan(6000);
  for (const name of behind) {
    const order = rows.filter((row) => row.camera_id === house.idOf(name)).map(({ seq }) => seq);
    // Oldest and newest in turn: early on both ends are there, and the middle comes last.
    expect(new Set(order.slice(0, 40)).has(0)).toBe(true);
    expect(Math.max(...order.slice(0, 40))).toBe(hours - 1);
    expect(Math.abs((order.at(-1) ?? 0) - hours / 2)).toBeLessThan(hours / 10);
  }
});
