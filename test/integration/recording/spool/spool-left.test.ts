import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectPostgres } from '../../../../services/adapters/postgres/connect.ts';
import { sidecarName, wholeName } from '../../../../services/recording/spool/files.ts';
import { quarantineFiles } from '../../../../services/recording/spool/quarantine.ts';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { spoolRun } from '../../../support/footage/spooled-run.ts';
import { ledgerFaults } from '../../../support/ledger-faults.ts';
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
  const owner = connectPostgres(house.ownerUrl, { max: 1 });
  await sql`create function no_first() returns trigger language plpgsql as
    $$ begin if new.seq = 0 then raise exception 'not now'; end if; return new; end $$`.execute(owner.db);
  await sql`create trigger no_first before insert on segments for each row execute function no_first()`.execute(
    owner.db,
  );
  ingest = await house.start();
  await expect.poll(stored, patience).toEqual([1, 2, 3]);
  await sql`drop trigger no_first on segments`.execute(owner.db);
  await expect.poll(stored, patience).toEqual([0, 1, 2, 3]);
  await owner.close();
  expect(await listed()).toEqual([]);
  await expect.poll(() => ledgerFaults(house.db), patience).toEqual([]);
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
