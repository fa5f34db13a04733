import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { offsetSamples } from '../../../../services/recording/cameras/clock.ts';
import { readCamera } from '../../../../services/recording/cameras/read-cameras.ts';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { stripsOf } from '../../../support/footage/recording.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { startSpoiltLine } from '../../../support/spoilt-line.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** A camera whose own clock is wrong, years off, or set while it records. The server's clock stays right. */
const yearMs = 365 * 86_400_000;
let house: RecorderHouse;
let line: Awaited<ReturnType<typeof startSpoiltLine>>;
let ingest: Awaited<ReturnType<typeof startIngest>>;
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: [{ name: 'cam', width: 384, height: 216, fps: 10, number: 1 }] });
  line = await startSpoiltLine(house.simulated.port);
  line.set({ clockMs: 3 * yearMs });
  await house.add('cam', { address: `rtsp://127.0.0.1:${line.port}/cam` });
  ingest = await house.start();
});
afterAll(async () => {
  await ingest?.close();
  await line?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 40_000, interval: 200 };
const newest = async () => {
  const segment = (await house.segments('cam')).at(-1);
  if (!segment) throw new Error('nothing is recorded');
  return segment;
};
const untilOffset = (ms: number) =>
  expect
    .poll(async () => Math.abs(((await house.segments('cam')).at(-1)?.cameraOffsetMs ?? Number.NaN) - ms), patience)
    .toBeLessThan(500);

/** How much later than it was truly taken the newest segment is placed, ms. */
async function placedLateMs() {
  const segment = await newest();
  const [strip] = await stripsOf(await house.file(segment.video));
  return segment.startedAt.getTime() - (strip?.takenAtMs ?? Number.NaN);
}

it('lands in the right place though its clock is years ahead; the difference is kept beside it and shown', async () => {
  await untilOffset(3 * yearMs);
  expect(Math.abs(await placedLateMs())).toBeLessThan(250);
  const camera = await readCamera(house.db, house.idOf('cam'));
  expect(Math.abs((camera.clockOffsetMs ?? 0) - 3 * yearMs)).toBeLessThan(500);
  expect(camera.problems).toContain('clock_off');
});

it('goes on in the same run when somebody sets its clock', async () => {
  const { runId } = await newest();
  line.set({ clockMs: -90_000 });
  await untilOffset(-90_000);
  expect((await newest()).runId).toBe(runId);
  expect(Math.abs(await placedLateMs())).toBeLessThan(250);
});

it('is not believed when it says a time before this software was made', async () => {
  line.set({ clockMs: -20 * yearMs });
  await expect.poll(async () => (await newest()).cameraOffsetMs, patience).toBeNull();
  expect(Math.abs(await placedLateMs())).toBeLessThan(250);
  expect((await readCamera(house.db, house.idOf('cam'))).problems).toContain('clock_unknown');
});

it('is read off the last day of footage, one sample a minute', async () => {
  const segments = (await house.segments('cam')).filter(({ cameraOffsetMs }) => cameraOffsetMs !== null);
  const minutes = Map.groupBy(segments, ({ startedAt }) => Math.floor(startedAt.getTime() / 60_000));
  const firsts = [...minutes.values()].map(([first]) => ({
    atMs: first?.startedAt.getTime(),
    offsetMs: first?.cameraOffsetMs,
  }));
  expect(await offsetSamples(house.db, house.idOf('cam'))).toEqual(firsts);
});
