import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Bucket } from '../../../../services/adapters/bucket/bucket.ts';
import { expireIdle } from '../../../../services/casework/destruction/expire-idle.ts';
import { destructionRoutes } from '../../../../services/contracts/custody/destruction.ts';
import { cameraRoutes } from '../../../../services/contracts/recording/camera.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { watchStore } from '../../../../services/recording/check-store/watch-store.ts';
import { cut, objectsOf, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../work-house.ts';

let house: WorkHouse;
beforeAll(async () => {
  // Older than the 60 days of the idle record, in a store whose locks are over at once.
  house = await openWorkHouse({ hoursAgo: 61 * 24, lockDays: 1e-9 });
});
afterAll(() => house.close());

const never = new AbortController().signal;
const expire = (bucket: Bucket = house.jobs.bucket) => expireIdle({ ...house.jobs, bucket }, never);

async function roomWith(seconds: number) {
  const room = await house.room();
  await house.store(room.cameras[0], house.start, seconds);
  return { id: room.id, camera: room.cameras[0] };
}

async function states(camera: string) {
  const rows = house.api.db.selectFrom('segments').select('state').where('camera_id', '=', camera);
  return (await rows.orderBy('started_at').execute()).map(({ state }) => state);
}

it('what no session keeps goes after its days, is counted for the day, and is shown as removed', async () => {
  const room = await roomWith(40);
  const objects = (await objectsOf(house, room.camera)).flat();
  await cut(house.officer, room.id, house.at(12), house.at(18));
  expect(await expire()).toBe(3);
  expect(await states(room.camera)).toEqual(['deleted', 'stored', 'deleted', 'deleted']);
  const left = await Promise.allSettled(objects.map((ref) => house.jobs.bucket.readAll(ref)));
  expect(left.map(({ status }) => status === 'fulfilled')).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const chief = await house.api.visitor('chief');
  const { items } = await chief.call(destructionRoutes.expired, {});
  const until = new Date(items[0]?.until ?? 0);
  expect(items).toEqual([{ day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), cameras: 1, until: until.toISOString() }]);
  expect(Math.abs(Date.now() - 60 * 86_400_000 - until.getTime())).toBeLessThan(60_000);
  const counted = house.api.db.selectFrom('idle_expiries').select(['segments', 'seconds']);
  expect(await counted.where('camera_id', '=', room.camera).execute()).toEqual([{ segments: 3, seconds: 30 }]);
  const log = house.api.db.selectFrom('audit_log').select('details').where('act', '=', 'record.expire');
  expect(await log.execute()).toEqual([{ details: { until: expect.any(String) } }]);
  expect((await watchStore({ db: house.api.db, bucket: house.jobs.bucket, signal: never }, 0)).faults).toEqual([]);
  expect(await expire()).toBe(0);
});

it('what a session had before its times were changed stays', async () => {
  const room = await roomWith(30);
  const { id } = await cut(house.officer, room.id, house.at(1), house.at(29));
  const times = { startedAt: house.at(1).toISOString(), endedAt: house.at(9).toISOString() };
  await house.officer.call(sessionRoutes.changeTimes, {
    params: { sessionId: id },
    body: { version: 1, reason: 'quá dài', ...times },
  });
  await expire();
  expect(await states(room.camera)).toEqual(['stored', 'stored', 'stored']);
});

it('what is younger, locked or held stays, whole', async () => {
  const young = await house.room();
  await house.store(young.cameras[0], new Date(Date.now() - 3_600_000), 10);
  const room = await roomWith(30);
  const [first, second, third] = await objectsOf(house, room.camera);
  if (!first?.[0] || !second?.[1] || !third?.[0]) throw new Error('no objects');
  await house.jobs.bucket.lockUntil(first[0], new Date(Date.now() + 3_600_000));
  await house.jobs.bucket.hold(second[1], true);
  await house.jobs.bucket.hold(third[0], true);
  await expire();
  expect(await states(young.cameras[0])).toEqual(['stored']);
  // Of the third the sound was removed before the store refused the picture: it waits.
  expect(await states(room.camera)).toEqual(['stored', 'stored', 'deleting']);
  for (const ref of [...first, ...second]) await house.jobs.bucket.readAll(ref);
  await house.jobs.bucket.hold(third[0], false);
  await expire();
  expect(await states(room.camera)).toEqual(['stored', 'stored', 'deleted']);
});

it('a session that is cut from the record while it expires finds its footage or a gap, never half of it', async () => {
  const room = await roomWith(60);
  const tries = Promise.allSettled(
    [0, 10, 20, 30, 40, 50].map((at) => cut(house.officer, room.id, house.at(at + 1), house.at(at + 9))),
  );
  await expire();
  const outcomes = await tries;
  const found = await states(room.camera);
  outcomes.forEach(({ status }, i) => {
    if (found[i] === 'deleted') expect(status).toBe('rejected');
    if (status === 'fulfilled') expect(found[i]).toBe('stored');
  });
});

it('a pass that stops in the middle goes on, and counts each segment once', async () => {
  const room = await roomWith(40);
  let left = 3;
  const remove: Bucket['remove'] = async (ref) => {
    if (left-- <= 0) throw new Error('away');
    await house.jobs.bucket.remove(ref);
  };
  await expect(expire({ ...house.jobs.bucket, remove })).rejects.toThrow('away');
  expect(new Set(await states(room.camera))).toEqual(new Set(['deleting']));
  await Promise.all([expire(), expire()]);
  expect(await states(room.camera)).toEqual(['deleted', 'deleted', 'deleted', 'deleted']);
  const rows = house.api.db.selectFrom('idle_expiries').select('segments').where('camera_id', '=', room.camera);
  expect(await rows.execute()).toEqual([{ segments: 4 }]);
});

it('the timeline of an expired day shows nobody that a hidden session was there', async () => {
  const room = await roomWith(70);
  const file = await openCase(house.officer, 'TC');
  await cut(house.officer, room.id, house.at(12), house.at(18));
  await cut(house.officer, room.id, house.at(41), house.at(57), [file.key]);
  await expire();
  expect(await states(room.camera)).toEqual(['deleted', 'stored', 'deleted', 'deleted', 'stored', 'stored', 'deleted']);
  const supervisor = await house.api.visitor('supervisor');
  const admin = await house.api.visitor('admin');
  const query = { from: house.at(0).toISOString(), to: house.at(70).toISOString() };
  const ask = async (who: Visitor) => {
    const { footage, gaps } = await who.call(cameraRoutes.timeline, { params: { cameraId: room.camera }, query });
    const seconds = (at: string | null) => (Date.parse(at ?? '') - house.start.getTime()) / 1000;
    return {
      footage: footage.map(({ from, to }) => [seconds(from), seconds(to)]),
      gaps: gaps.map(({ from, to, cause }) => [seconds(from), seconds(to), cause]),
    };
  };
  expect(await ask(supervisor)).toEqual({
    footage: [[12, 18]],
    gaps: [
      [0, 12, 'removed'],
      [18, 70, 'removed'],
    ],
  });
  expect(await ask(admin)).toEqual({ footage: [], gaps: [[0, 70, 'removed']] });
});
