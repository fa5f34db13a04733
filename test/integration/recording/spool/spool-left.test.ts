import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectPostgres } from '../../../../services/adapters/postgres/connect.ts';
import { sidecarName, wholeName } from '../../../../services/recording/spool/files.ts';
import { quarantineFiles } from '../../../../services/recording/spool/quarantine.ts';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { spoolRun, unclose } from '../../../support/footage/spooled-run.ts';
import { heardLog } from '../../../support/heard-log.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { fillDisk, removeDisk, smallDisk } from '../../../support/small-disk.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** What an earlier life of a worker left in its spool, and the next one finds there. */
let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>> | undefined;
let left: Awaited<ReturnType<typeof spoolRun>>;
beforeEach(async () => {
  house = await openRecorderHouse({ cameras: [{ name: 'cam', number: 1 }] });
  await house.add('cam', { address: 'rtsp://127.0.0.1:9/none' });
  const { created_at: createdAt } = await house.camera('cam');
  const spool = { spool: join(house.folder, 'spool'), cameraId: house.idOf('cam') };
  left = await spoolRun({ ...spool, startedAtMs: createdAt.getTime(), segments: 4 });
});
afterEach(async () => {
  await ingest?.close();
  await house?.close();
});

const stored = async () => (await house.segments('cam')).map(({ seq }) => seq);
const listed = () => house.db.selectFrom('quarantined_files').select(['path', 'reason']).orderBy('path').execute();
const patience = { timeout: 15_000, interval: 100 };

/** The database refuses some segments until the function it returns is called. */
async function refuseSegments(which: string) {
  const { db, close } = connectPostgres(house.ownerUrl, { max: 1 });
  const refuseIf = (what: string) =>
    sql`create or replace function refuse() returns trigger language plpgsql as
      $$ begin if ${sql.raw(what)} then raise exception 'not now'; end if; return new; end $$`.execute(db);
  await refuseIf(which);
  await sql`create trigger refuse before insert on segments for each row execute function refuse()`.execute(db);
  return async () => {
    await refuseIf('false');
    await close();
  };
}

it('a segment of which no row can be written goes into quarantine and holds nothing up', async () => {
  const path = join(left.folder, sidecarName(1));
  const sidecar = JSON.parse(await readFile(path, 'utf8'));
  sidecar.video.initBytes = 3_000_000_000;
  await writeFile(path, JSON.stringify(sidecar));
  ingest = await house.start();
  await expect.poll(stored, patience).toEqual([0, 2, 3]);
  await expect.poll(async () => (await listed()).map(({ reason }) => reason), patience).toEqual(Array(3).fill('unfit'));
  const borders = (await house.segments('cam')).slice(0, 2);
  const [gap] = (await house.gaps('cam')).filter(({ cause }) => cause === 'corrupt');
  expect([gap?.from_at, gap?.to_at]).toEqual([borders[0]?.endedAt, borders[1]?.startedAt]);
});

it('a segment that the database does not take for now holds nothing up, and is stored when it does', async () => {
  const takeAll = await refuseSegments('new.seq = 0');
  ingest = await house.start();
  await expect.poll(stored, patience).toEqual([1, 2, 3]);
  await takeAll();
  await expect.poll(stored, patience).toEqual([0, 1, 2, 3]);
  expect(await listed()).toEqual([]);
  await expect.poll(() => ledgerFaults(house.db), patience).toEqual([]);
});

it('a run whose folder somebody removed holds nothing up', async () => {
  const { sidecars } = left;
  const startedAtMs = (sidecars.at(-1)?.endedAtMs ?? 0) + 1000;
  const cameraId = house.idOf('cam');
  const next = await spoolRun({ spool: join(house.folder, 'spool'), cameraId, startedAtMs, segments: 2 });
  const takeAll = await refuseSegments('true');
  const { log, said } = heardLog();
  ingest = await house.start({ log });
  await expect.poll(() => said.some((words) => words.includes('not stored yet')), patience).toBe(true);
  await rm(left.folder, { recursive: true });
  await takeAll();
  await expect.poll(stored, patience).toEqual([0, 1]);
  const accounted = async () => (await house.camera('cam')).accounted_until.getTime();
  await expect.poll(accounted, patience).toBeGreaterThanOrEqual(next.sidecars.at(-1)?.endedAtMs ?? Infinity);
  expect(said.filter((words) => words.includes('gone from the disk'))).toHaveLength(4);
  expect(await ledgerFaults(house.db)).toEqual([]);
});

it('a disk without any room does not keep the footage on it from being stored', async () => {
  const path = await smallDisk(join(house.folder, 'small'), 8);
  try {
    // An earlier life, which has written what it needs.
    await (await house.start({ spoolPath: path })).close();
    const startedAtMs = (left.sidecars.at(-1)?.endedAtMs ?? 0) + 1000;
    const { folder } = await spoolRun({ spool: path, cameraId: house.idOf('cam'), startedAtMs, segments: 4 });
    await unclose(folder, 3, 'growing');
    await fillDisk(path, 0);
    ingest = await house.start({ spoolPath: path });
    await expect.poll(stored, patience).toEqual([0, 1, 2, 3]);
  } finally {
    await ingest?.close();
    ingest = undefined;
    await removeDisk(path);
  }
});

it('files that were put into quarantine and not listed yet are listed', async () => {
  const files = await quarantineFiles(
    left.folder,
    [wholeName(3, 'video'), wholeName(3, 'audio'), sidecarName(3)],
    'taken',
  );
  ingest = await house.start();
  const expected = files.map(({ path }) => ({ path, reason: 'taken' })).sort((a, b) => (a.path < b.path ? -1 : 1));
  await expect.poll(listed, patience).toEqual(expected);
});

it('footage of a month that nobody has prepared is stored', async () => {
  const cameraId = house.idOf('cam');
  await spoolRun({
    spool: join(house.folder, 'spool'),
    ...{ cameraId, startedAtMs: Date.UTC(2031, 3, 30, 23, 59, 57), segments: 2 },
  });
  ingest = await house.start();
  await expect.poll(async () => (await stored()).length, patience).toBe(6);
});
