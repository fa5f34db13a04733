import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { disableCamera, enableCamera, pauseRoom, resumeRoom } from '../../../../services/recording/cameras/stops.ts';
import { gapsOf } from '../../../../services/recording/coverage.ts';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** A person pauses a room: its camera stops within seconds, and goes on when the person or the time says so. */
let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>>;
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: [{ name: 'cam', width: 384, height: 216, fps: 10, number: 1 }] });
  await house.add('cam');
  ingest = await house.start({ segmentMs: 1800 });
});
afterAll(async () => {
  await ingest?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 30_000, interval: 100 };
const state = async () => (await house.camera('cam')).state;
const recordsSince = async (at: Date) => ((await house.camera('cam')).last_segment_ended ?? new Date(0)) > at;

async function pause(reason: string) {
  await expect.poll(() => recordsSince(new Date(Date.now() - 5000)), patience).toBe(true);
  const { room_id: roomId } = await house.camera('cam');
  await house.db.transaction().execute((tx) => pauseRoom(tx, roomId, 10, { reason, by: null }));
  return roomId;
}

/** The newest gap but for the seconds in which the camera was connected again: its cause, length, and who wanted it. */
async function paused() {
  const gaps = await gapsOf(house.db, house.idOf('cam'), new Date(0), new Date());
  const gap = gaps.findLast(({ cause }) => cause === 'paused');
  const seconds = ((gap?.to ?? new Date()).getTime() - (gap?.from.getTime() ?? 0)) / 1000;
  return { ...gap, seconds };
}

it('stops when a person says so, says who and why, and goes on when told', async () => {
  const roomId = await pause('Nghỉ giữa buổi');
  const at = new Date();
  await expect
    .poll(async () => (await house.gaps('cam')).at(-1), patience)
    .toMatchObject({ cause: 'paused', to_at: null });
  expect(await state()).toBe('paused');
  expect((await paused()).stop).toMatchObject({ reason: 'Nghỉ giữa buổi', by: null });
  // The picture that was under way when the pause began is kept; none comes after it.
  expect((await paused()).from?.getTime()).toBeLessThan(at.getTime() + 4000);
  const stored = async () => (await house.segments('cam')).length;
  await expect.poll(async () => Date.now() - at.getTime(), patience).toBeGreaterThan(8000);
  const before = await stored();
  await house.db.transaction().execute((tx) => resumeRoom(tx, roomId, null));
  await expect.poll(state, patience).toBe('recording');
  await expect.poll(stored, patience).toBeGreaterThan(before + 1);
  const { from, to, seconds } = await paused();
  const segments = await house.segments('cam');
  expect(segments.some(({ endedAt }) => endedAt.getTime() === from?.getTime())).toBe(true);
  expect(segments.filter(({ startedAt, endedAt }) => startedAt < (to ?? at) && endedAt > (from ?? at))).toEqual([]);
  expect(seconds).toBeGreaterThan(3);
});

it('goes on by itself when the time is over, with nobody asking', async () => {
  await pause('Nghỉ trưa');
  await expect
    .poll(async () => (await house.gaps('cam')).at(-1), patience)
    .toMatchObject({ cause: 'paused', to_at: null });
  await sql`with paused as (update cameras set paused_until = now() + interval '2 seconds' returning id, paused_until)
    update camera_stops s set until_at = paused_until from paused where s.camera_id = paused.id and s.ended_at is null`.execute(
    house.db,
  );
  const at = new Date();
  await expect.poll(state, patience).toBe('recording');
  await expect.poll(() => recordsSince(at), patience).toBe(true);
  const causes = (await house.gaps('cam')).map(({ cause }) => cause);
  // While it is connected again it is neither paused nor lost.
  expect(causes.slice(-2)).toEqual(['paused', 'starting']);
});

it('a camera that is away when a person stops it is stopped, not away, from then on', async () => {
  await house.add('gone', { address: 'rtsp://127.0.0.1:9/none' });
  await expect.poll(async () => (await house.camera('gone')).cause, patience).toBe('refused');
  const { id } = await house.camera('gone');
  await house.db.transaction().execute((tx) => disableCamera(tx, id, { reason: 'Đang sửa', by: null }));
  const last = async () => (await house.gaps('gone')).slice(-2).map(({ cause, to_at: to }) => [cause, to === null]);
  await expect.poll(last, patience).toEqual([
    ['refused', false],
    ['disabled', true],
  ]);
  await house.db.transaction().execute((tx) => enableCamera(tx, id, null));
  await expect.poll(last, patience).toEqual([
    ['starting', false],
    ['refused', true],
  ]);
});
