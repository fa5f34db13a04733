import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { stripsOf } from '../../../support/footage/recording.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** The server's clock, which a test can set. The camera's own clock stays right. */
let stepMs = 0;
const clock = { now: () => Date.now() + stepMs };

let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>>;
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: [{ name: 'cam', width: 384, height: 216, fps: 10, number: 1 }] });
  await house.add('cam');
  ingest = await house.start({ clock });
});
afterAll(async () => {
  await ingest?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 40_000, interval: 200 };
const untilStored = async (more: number) => {
  const count = (await house.segments('cam')).length + more;
  await expect.poll(async () => (await house.segments('cam')).length, patience).toBeGreaterThanOrEqual(count);
};

/** How much later than the camera's true time the newest segment is placed, ms: its first frame carries that time. */
async function placedLateMs() {
  const segment = (await house.segments('cam')).at(-1);
  if (!segment) throw new Error('nothing is recorded');
  const [strip] = await stripsOf(await house.file(segment.video));
  return segment.startedAt.getTime() - (strip?.takenAtMs ?? Number.NaN);
}

/** The run that follows a step of the clock, and the gap before it. */
async function stepClock(byMs: number) {
  const before = new Set((await house.segments('cam')).map(({ runId }) => runId));
  const gaps = (await house.gaps('cam')).length;
  stepMs += byMs;
  const segments = async () => (await house.segments('cam')).filter(({ runId }) => !before.has(runId));
  await expect.poll(async () => (await segments()).length, patience).toBeGreaterThan(1);
  const [first] = await segments();
  const added = (await house.gaps('cam')).slice(gaps);
  expect(added.map(({ cause }) => cause)).toEqual(['clock_jump']);
  expect(added[0]?.to_at).toEqual(first?.startedAt);
  const seconds = ((added[0]?.to_at?.getTime() ?? 0) - (added[0]?.from_at.getTime() ?? 0)) / 1000;
  return { first, newest: (await segments()).at(-1), seconds };
}

it('places footage by the server clock, within a quarter of a second', async () => {
  await untilStored(2);
  expect(Math.abs(await placedLateMs())).toBeLessThan(250);
});

it('splits the run when the clock is set forward; the record jumps with it', async () => {
  const { first, newest, seconds } = await stepClock(60_000);
  expect(seconds).toBeGreaterThan(60);
  expect(seconds).toBeLessThan(70);
  expect(first?.run.shiftMs).toBe(0);
  expect(Math.abs((await placedLateMs()) - 60_000)).toBeLessThan(300);
  // The camera knows nothing of it: its clock is a minute behind now.
  expect(Math.abs((newest?.cameraOffsetMs ?? 0) + 60_000)).toBeLessThan(500);
});

it('splits the run when the clock is set back, and never lays footage over footage', async () => {
  const { first, seconds } = await stepClock(-60_000);
  // The hole is as long as it was, not a minute less; the run says how much later it is placed than by the clock.
  expect(seconds).toBeGreaterThan(0.1);
  expect(seconds).toBeLessThan(10);
  expect(Math.abs((first?.run.shiftMs ?? 0) - 60_000)).toBeLessThan(1000);
  expect(Math.abs((await placedLateMs()) - 60_000)).toBeLessThan(1000);
});

it('does not split the run for what a time server corrects bit by bit', async () => {
  const run = (await house.segments('cam')).at(-1)?.runId;
  for (let i = 0; i < 3; i++) {
    stepMs += 30;
    await untilStored(1);
  }
  expect((await house.segments('cam')).at(-1)?.runId).toBe(run);
});
