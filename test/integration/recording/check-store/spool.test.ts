import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { createBufferPool } from '../../../../services/adapters/video/pipes/buffer-pool.ts';
import { checkSpool } from '../../../../services/recording/check-store/check-spool.ts';
import { sidecarName, wholeName } from '../../../../services/recording/spool/files.ts';
import { quarantineFiles } from '../../../../services/recording/spool/quarantine.ts';
import { noteQuarantined } from '../../../../services/recording/spool/quarantined-files.ts';
import { uploadSegment } from '../../../../services/recording/spool/upload.ts';
import { spoolRun } from '../../../support/footage/spooled-run.ts';
import { type CheckHouse, kindsOf, openCheckHouse } from './house.ts';

let house: CheckHouse;
let spooled: Awaited<ReturnType<typeof spoolRun>>;
beforeEach(async () => {
  house = await openCheckHouse();
  const startedAtMs = house.start.getTime() + 100_000;
  spooled = await spoolRun({ spool: house.spoolPath, cameraId: house.cameraId, startedAtMs, segments: 3 });
  await writeFile(join(house.spoolPath, 'worker-id'), 'w1');
  return house.close;
});

const check = (change: { repair?: boolean; deep?: boolean } = {}) =>
  kindsOf(checkSpool({ db: house.db, path: house.spoolPath, repair: false, deep: false, freshMs: 0, ...change }));

/** As a worker that died between the row and the removal of the files. */
async function store(seq: number) {
  const { db, bucket } = house;
  const pool = createBufferPool(0);
  const sidecar = spooled.sidecars[seq];
  if (!sidecar) throw new Error(`there is no segment ${seq}`);
  expect(await uploadSegment({ db, bucket, pool }, spooled.folder, spooled.run(), sidecar, false)).toBe('stored');
}

it('what waits, and what is stored already, is no fault', async () => {
  await store(0);
  expect(await check({ deep: true })).toMatchObject({ found: [], counts: { waiting: 2, stored: 1, quarantined: 0 } });
});

it('what cannot be read is told, and nothing is touched', async () => {
  await truncate(join(spooled.folder, sidecarName(1)), 10);
  expect((await check({ repair: true })).found).toEqual(['spool_unreadable']);
  await truncate(join(spooled.folder, 'run.json'), 3);
  expect((await check({ repair: true })).found).toEqual(['spool_unreadable', 'spool_unreadable']);
});

it('bytes that are not as recorded are found by reading everything', async () => {
  await writeFile(join(spooled.folder, wholeName(2, 'video')), 'x', { flag: 'a' });
  expect((await check()).found).toEqual([]);
  expect((await check({ deep: true })).found).toEqual(['spool_altered']);
});

it('what lies in quarantine and is not listed is listed; what is listed and gone is told', async () => {
  const { cameraId, spoolPath, db } = house;
  const files = await quarantineFiles(spooled.folder, [wholeName(0, 'video'), sidecarName(0)], 'taken');
  expect(await check()).toMatchObject({
    found: ['quarantine_unlisted', 'quarantine_unlisted'],
    counts: { quarantined: 2 },
  });
  expect((await check({ repair: true })).found).toEqual(Array(2).fill('quarantine_unlisted mended'));
  expect((await check()).found).toEqual([]);
  const listed = await db
    .selectFrom('quarantined_files')
    .select(['path', 'reason', 'worker_id'])
    .orderBy('path')
    .execute();
  expect(listed).toEqual(
    files.map(({ path }) => ({ path, reason: 'taken', worker_id: 'w1' })).sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
  await rm(join(spoolPath, 'quarantine', files[0]?.path ?? ''));
  expect((await check({ repair: true })).found).toEqual(['quarantine_gone']);
  await noteQuarantined(db, { workerId: 'another', cameraId, runId: spooled.runId }, files);
  expect((await check()).found).toEqual(['quarantine_gone']);
});
