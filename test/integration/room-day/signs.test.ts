import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roomDayRoutes, signStepMs } from '../../../services/contracts/recording/room-day.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../casework/work-house.ts';

/** Signs of people in the record of a room: loudness and motion, for whoever may know of them. */
let house: WorkHouse;
let chief: Visitor;
let roomId: string;
let cameraId: string;
let first: Date;
let second: Date;
beforeAll(async () => {
  house = await openWorkHouse({ hoursAgo: 3 });
  chief = await house.api.visitor('chief');
  const room = await house.room();
  roomId = room.id;
  [cameraId] = room.cameras;
  // A whole hour, so that one question of loudness holds all of it.
  first = new Date(Math.ceil(house.start.getTime() / 3_600_000) * 3_600_000);
  second = new Date(first.getTime() + 30 * 60_000);
  await house.store(cameraId, first, 60, { from: 22, to: 38 });
  await house.store(cameraId, second, 60, { from: 0, to: 60 });
});
afterAll(() => house?.close());

const seconds = (from: Date, count: number) => new Date(from.getTime() + count * 1000);
const signsOf = (who: Visitor, from = first, to = seconds(first, 3600)) =>
  who.call(roomDayRoutes.signs, { params: { roomId }, query: { from: from.toISOString(), to: to.toISOString() } });
const loudnessOf = (who: Visitor) =>
  who.call(roomDayRoutes.loudness, { params: { roomId }, query: { at: seconds(first, 7).toISOString() } });
/** The values of the six steps from an instant on. */
const sixFrom = (values: readonly (number | null)[], from: Date) => {
  const step = (from.getTime() - first.getTime()) / signStepMs;
  return values.slice(step, step + 6);
};
const keptFile = () => join(house.api.deps.cachePath, 'loudness', cameraId, `${first.getTime()}.json`);

test('what moved and what could be heard stands out, where there is footage', async () => {
  const { motion, quiet, from } = await signsOf(chief);
  expect([from, motion.length, quiet]).toEqual([first.toISOString(), 360, []]);
  const moved = sixFrom(motion, first);
  expect(moved.map((level) => (level ?? -1) >= 50)).toEqual([false, false, true, true, false, false]);
  const { loudness } = await loudnessOf(chief);
  const heard = sixFrom(loudness, first);
  expect(heard.map((level) => (level ?? -1) >= 50)).toEqual([false, false, true, true, false, false]);
  expect(new Set([...motion.slice(6, 180), ...loudness.slice(6, 180)])).toEqual(new Set([null]));
});

test('what was heard once is kept, and is not heard again', async () => {
  const before = await loudnessOf(chief);
  const { ffmpegPath } = house.api.deps;
  house.api.deps.ffmpegPath = '/nowhere/ffmpeg';
  expect(await loudnessOf(chief)).toEqual(before);
  house.api.deps.ffmpegPath = ffmpegPath;
  expect(await readdir(join(house.api.deps.cachePath, 'loudness', cameraId))).toEqual([`${first.getTime()}.json`]);
});

test('of a session that must not be known nothing is said, nor of the minutes around it', async () => {
  const { key } = await openCase(house.officer, 'TC');
  await cut(house.officer, roomId, seconds(second, 10), seconds(second, 30), [key]);
  const { motion, quiet } = await signsOf(chief);
  // Half past: a whole five minutes, whatever the times of the session are.
  expect(quiet).toEqual([{ from: second.toISOString(), to: seconds(second, 300).toISOString() }]);
  expect(sixFrom(motion, second)).toEqual(Array(6).fill(null));
  expect(sixFrom((await loudnessOf(chief)).loudness, second)).toEqual(Array(6).fill(null));
  const own = await signsOf(house.officer);
  expect([own.quiet, sixFrom(own.motion, second).includes(null)]).toEqual([[], false]);
  expect(sixFrom((await loudnessOf(house.officer)).loudness, second)).not.toContain(null);
  // What the officer had heard is not told to others.
  expect(sixFrom((await loudnessOf(chief)).loudness, second)).toEqual(Array(6).fill(null));
});

test('of footage that was removed nothing is said or kept', async () => {
  const { db } = house.api;
  const started = seconds(first, 20);
  const segment = db.updateTable('segments').where('camera_id', '=', cameraId).where('started_at', '=', started);
  await segment.set({ state: 'deleted' }).execute();
  expect(sixFrom((await loudnessOf(chief)).loudness, first)[2]).toBeNull();
  expect(sixFrom((await signsOf(chief)).motion, first)[2]).toBeNull();
  expect(await readFile(keptFile(), 'utf8')).not.toContain(String(started.getTime()));
  await segment.set({ state: 'stored' }).execute();
});

test('of an expired day nothing is told but sessions that the person may know of, not even that something is hidden', async () => {
  const { db } = house.api;
  await db
    .insertInto('idle_expiries')
    .values({
      day: '2026-01-01',
      camera_id: cameraId,
      until_at: seconds(first, 3600),
      segments: 1,
      seconds: 1,
      bytes: 1,
    })
    .execute();
  const { motion, quiet } = await signsOf(chief);
  expect(quiet).toEqual([]);
  expect(new Set(motion)).toEqual(new Set([null]));
  expect(new Set((await loudnessOf(chief)).loudness)).toEqual(new Set([null]));
  expect(sixFrom((await signsOf(house.officer)).motion, second).filter((level) => level !== null)).toHaveLength(2);
});

test('it is for those who cut sessions; who asks is written down once an hour', async () => {
  for (const role of ['archivist', 'admin'] as const) {
    const other = await house.api.visitor(role);
    await expect(signsOf(other)).rejects.toThrow('forbidden');
    await expect(loudnessOf(other)).rejects.toThrow('forbidden');
  }
  await expect(signsOf(chief, first, seconds(first, 86_401))).rejects.toThrow('invalid_input');
  const entries = await house.api.db
    .selectFrom('audit_log')
    .select('thing_id')
    .where('act', '=', 'record.signs')
    .where('account_id', '=', chief.id)
    .execute();
  // An hour may have begun meanwhile.
  expect(entries.length).toBeLessThanOrEqual(2);
  expect([...new Set(entries.map((entry) => entry.thing_id))]).toEqual([roomId]);
});
