import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stripsOf } from '../../../support/footage/recording.ts';
import { heardLog } from '../../../support/heard-log.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { emptyDisk, fillDisk, removeDisk, smallDisk } from '../../../support/small-disk.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** Small disks (tmpfs) for spool and store, filled up while a camera records. */
const mib = 1 << 20;

let house: RecorderHouse;
let spoolPath: string;
let storePath: string;
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: [{ name: 'cam', width: 1280, height: 720, fps: 25, number: 1 }] });
  spoolPath = await smallDisk(join(house.folder, 'spool'), 200);
  storePath = await smallDisk(join(house.folder, 'footage'), 400);
  await house.add('cam');
});
afterAll(async () => {
  await house?.close();
  for (const path of [spoolPath, storePath]) if (path) await removeDisk(path);
});

const patience = { timeout: 60_000, interval: 200 };
const untilState = (state: string, cause: string | null) =>
  expect
    .poll(async () => {
      const camera = await house.camera('cam');
      return [camera.state, camera.cause];
    }, patience)
    .toEqual([state, cause]);
const untilStored = async (more: number) => {
  const count = (await house.segments('cam')).length + more;
  await expect.poll(async () => (await house.segments('cam')).length, patience).toBeGreaterThanOrEqual(count);
};

/** Every frame of the stored footage, in order, and the camera's gaps; nothing is there twice or unexplained. */
async function record() {
  expect(await ledgerFaults(house.db)).toEqual([]);
  const frames: number[] = [];
  for (const segment of await house.segments('cam'))
    for (const strip of await stripsOf(await house.file(segment.video))) frames.push(strip?.frame ?? Number.NaN);
  expect(frames).toEqual([...new Set(frames)].sort((a, b) => a - b));
  const holes = frames.filter((frame, i) => i > 0 && frame !== (frames[i - 1] ?? 0) + 1).length;
  const gaps = await house.gaps('cam');
  // Two rows that touch are one hole.
  const causes = gaps.filter(
    (gap, i) => gaps[i - 1]?.to_at?.getTime() !== gap.from_at.getTime() || gaps[i - 1]?.cause !== gap.cause,
  );
  return { holes, causes: causes.map(({ cause }) => cause) };
}

it('a full spool disk stops the camera; what the disk took is kept, and recording goes on when there is room', async () => {
  const ingest = await house.start({ spoolPath });
  try {
    await untilStored(1);
    await fillDisk(spoolPath, 0);
    await untilState('down', 'spool_full');
    await emptyDisk(spoolPath);
    await untilState('recording', null);
    await untilStored(2);
    expect(await record()).toEqual({ holes: 1, causes: ['starting', 'spool_full'] });
  } finally {
    await ingest.close();
  }
});

it('a worker that finds its spool full says so, and goes on with what is recorded once there is room', async () => {
  const before = await record();
  const full = await house.start({ spoolPath, spoolLimitBytes: 0 });
  await untilState('down', 'spool_full');
  await full.close();
  const ingest = await house.start({ spoolPath });
  try {
    await untilState('recording', null);
    await untilStored(1);
    const after = await record();
    expect(after.holes).toBe(before.holes + 1);
    expect(after.causes).toEqual([...before.causes, 'spool_full', 'worker_restart']);
  } finally {
    await ingest.close();
  }
});

it('a store that takes nothing fills the spool: at 50 and 80 % it is said aloud, at the limit the camera stops; then all is caught up', {
  timeout: 120_000,
}, async () => {
  const before = await record();
  const { log, said } = heardLog();
  const ingest = await house.start({ spoolPath, spoolLimitBytes: mib, log });
  try {
    await untilStored(1);
    await fillDisk(storePath, 0);
    const spooled = async () =>
      (
        await house.db
          .selectFrom('ingest_workers')
          .select('spool_bytes')
          .where('id', '=', ingest.workerId)
          .executeTakeFirst()
      )?.spool_bytes ?? 0;
    await expect.poll(spooled, patience).toBeGreaterThan(0.8 * mib);
    await untilState('down', 'spool_full');
    await emptyDisk(storePath);
    await untilState('recording', null);
    await expect.poll(spooled, patience).toBeLessThan(mib / 2);
    await untilStored(1);
    const after = await record();
    // One hole for the time between the two workers, one while the spool was full; what lay in the spool is there.
    expect(after.causes).toEqual([...before.causes, 'spool_full']);
    const percents = said.map((words) => /spool is (\d+) % full/.exec(words)?.[1]).filter((percent) => percent);
    expect(percents).toEqual(['50', '80']);
    expect(after.holes).toBe(before.holes + 2);
  } finally {
    await ingest.close();
  }
});
