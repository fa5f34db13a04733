import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { startApi, type TestApi } from '../../support/api.ts';

/** Who may pause the recording of a room, and what everybody is told of it. */
let api: TestApi;
let people: Record<'admin' | 'officer' | 'other' | 'supervisor', Awaited<ReturnType<TestApi['visitor']>>>;
let roomId: string;
let cameraId: string;
let count = 0;
beforeAll(async () => {
  api = await startApi();
  people = {
    admin: await api.visitor('admin'),
    officer: await api.visitor('officer'),
    other: await api.visitor('officer', 'other'),
    supervisor: await api.visitor('supervisor'),
  };
});
afterAll(() => api.close());
beforeEach(async () => {
  count += 1;
  const room = { code: `p${count}`, name: `Phòng ${count}`, kind: 'reception' as const };
  roomId = (await people.admin.call(roomRoutes.create, { body: room })).id;
  const camera = { roomId, code: 'c1', name: 'Toàn cảnh', address: 'rtsp://10.0.0.5/main' };
  cameraId = (await people.admin.call(cameraRoutes.create, { body: camera })).id;
});

type Person = keyof typeof people;
const pause = (who: Person, minutes = 10) =>
  people[who].call(roomRoutes.pause, { params: { roomId }, body: { reason: 'Nghỉ giữa buổi', minutes } });
const resume = (who: Person) => people[who].call(roomRoutes.resume, { params: { roomId } });
const room = async (who: Person) => {
  const { items } = await people[who].call(roomRoutes.list);
  const found = items.find(({ id }) => id === roomId);
  if (!found) throw new Error('there is no such room');
  return found;
};
const camera = () => people.admin.call(cameraRoutes.get, { params: { cameraId } });

function startSession(caseKind: 'KN' | 'TC') {
  const form = { kind: 'regular', caseKind, visit: 'first', peopleCount: 1, noticeGiven: true } as const;
  return people.officer.call(sessionRoutes.start, {
    body: { roomId, ...form, noticeHow: 'spoken', noticeLanguage: 'vi' },
  });
}

async function timeline(who: Person) {
  const span = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 1000).toISOString() };
  return (await people[who].call(cameraRoutes.timeline, { params: { cameraId }, query: span })).gaps;
}

test('the officer of the running session pauses and goes on; nobody else of that role', async () => {
  await expect(pause('officer')).rejects.toMatchObject({ code: 'forbidden' });
  await startSession('KN');
  expect(await room('officer')).toMatchObject({ mayPause: true, pausedUntil: null });
  expect((await room('other')).mayPause).toBe(false);
  await expect(pause('other')).rejects.toMatchObject({ code: 'forbidden' });
  await pause('officer');
  const until = Date.parse((await room('supervisor')).pausedUntil ?? '');
  expect(Math.abs(until - Date.now() - 600_000)).toBeLessThan(5000);
  expect(await camera()).toMatchObject({ state: 'paused', cause: 'paused' });
  await resume('officer');
  expect((await room('officer')).pausedUntil).toBeNull();
  expect(await camera()).toMatchObject({ state: 'connecting', cause: null, pausedUntil: null });
});

test('the gap says who and why; a pause is on record with its end', async () => {
  await startSession('KN');
  await pause('officer', 30);
  expect((await timeline('supervisor')).at(-1)).toMatchObject({
    cause: 'paused',
    stop: { reason: 'Nghỉ giữa buổi', by: 'Name of officer' },
  });
  await resume('supervisor');
  const stops = await api.db.selectFrom('camera_stops').selectAll().where('camera_id', '=', cameraId).execute();
  expect(stops).toMatchObject([{ kind: 'paused', stopped_by: people.officer.id, ended_by: people.supervisor.id }]);
  const audit = await api.db
    .selectFrom('audit_log')
    .select(['act', 'details'])
    .where('thing_id', '=', roomId)
    .execute();
  expect(audit.map(({ act }) => act)).toEqual(expect.arrayContaining(['room.pause', 'room.resume']));
});

test('during a session that must not be known nobody but its officer pauses, and nobody reads why', async () => {
  await startSession('TC');
  expect((await room('supervisor')).mayPause).toBe(false);
  await expect(pause('supervisor')).rejects.toMatchObject({ code: 'forbidden' });
  await pause('officer');
  await expect(resume('supervisor')).rejects.toMatchObject({ code: 'forbidden' });
  for (const who of ['supervisor', 'admin'] as const)
    expect((await timeline(who)).at(-1)).toMatchObject({ cause: 'paused', stop: null });
  await resume('officer');
});

test('nor by asking for a time in which only the pause went on', async () => {
  const session = await startSession('TC');
  await pause('officer', 30);
  await people.officer.call(sessionRoutes.stop, { params: { sessionId: session.id } });
  const later = Date.now() + 60_000;
  const span = { from: new Date(later).toISOString(), to: new Date(later + 60_000).toISOString() };
  for (const who of ['supervisor', 'admin'] as const) {
    const { gaps } = await people[who].call(cameraRoutes.timeline, { params: { cameraId }, query: span });
    expect(gaps).toMatchObject([{ cause: 'paused', stop: null }]);
  }
  const { cameras } = await people.other.call(roomRoutes.record, { params: { roomId }, query: span });
  expect(cameras[0]?.gaps).toMatchObject([{ cause: 'paused', stop: null }]);
});

test('a pause is not ended by switching a camera off and on, nor by one that is added', async () => {
  await startSession('KN');
  await pause('officer', 30);
  const change = (disabledReason: string | null, id = cameraId) =>
    people.admin.call(cameraRoutes.change, { params: { cameraId: id }, body: { disabledReason } });
  expect(await change(null)).toMatchObject({ state: 'paused' });
  expect(await change('Sửa phòng')).toMatchObject({ state: 'disabled' });
  const again = await change(null);
  expect(again).toMatchObject({ state: 'paused', disabledReason: null });
  expect(again.pausedUntil).toBe((await room('officer')).pausedUntil);
  const body = { roomId, code: 'c2', name: 'Bàn tiếp', address: 'rtsp://10.0.0.6/main' };
  const added = await people.admin.call(cameraRoutes.create, { body });
  expect(added).toMatchObject({ state: 'paused', pausedUntil: again.pausedUntil });
  await change('Sửa phòng', added.id);
  await resume('officer');
  expect((await room('officer')).pausedUntil).toBeNull();
  expect(await change(null, added.id)).toMatchObject({ state: 'connecting', pausedUntil: null });
});

test('an officer who is shut out of a case does not pause the session that is linked to it', async () => {
  const session = await startSession('KN');
  const key = `KN-2026-${String(900_000 + count)}`;
  const supervisor = people.supervisor;
  const { id: caseId } = await supervisor.call(caseRoutes.create, { body: { kind: 'KN', key, subject: '' } });
  await supervisor.call(sessionRoutes.linkCase, { params: { sessionId: session.id }, body: { caseKey: key } });
  const conflict = {
    case_id: caseId,
    account_id: people.officer.id,
    reason: 'người bị tố cáo',
    added_by: supervisor.id,
  };
  await api.db.insertInto('case_conflicts').values(conflict).execute();
  await expect(pause('officer')).rejects.toMatchObject({ code: 'forbidden' });
});

test('an empty room is paused by the supervisor; a second pause replaces the first', async () => {
  await pause('supervisor', 5);
  await pause('supervisor', 20);
  const until = Date.parse((await room('supervisor')).pausedUntil ?? '');
  expect(until - Date.now()).toBeGreaterThan(19 * 60_000);
  const stops = await api.db.selectFrom('camera_stops').select('ended_at').where('camera_id', '=', cameraId).execute();
  expect(stops.filter((stop) => stop.ended_at === null)).toHaveLength(1);
});

test('a reason and a time within limits are needed, and a camera that records', async () => {
  const body = { reason: 'x', minutes: 10 };
  const ask = (change: object) =>
    people.supervisor.call(roomRoutes.pause, { params: { roomId }, body: { ...body, ...change } });
  await expect(ask({})).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(ask({ reason: 'Nghỉ', minutes: 61 })).rejects.toMatchObject({ code: 'invalid_input' });
  await people.admin.call(cameraRoutes.change, { params: { cameraId }, body: { disabledReason: 'Sửa phòng' } });
  await expect(ask({ reason: 'Nghỉ' })).rejects.toMatchObject({ code: 'no_cameras' });
  expect(await camera()).toMatchObject({ state: 'disabled', disabledReason: 'Sửa phòng' });
  expect((await timeline('supervisor')).at(-1)).toMatchObject({ cause: 'disabled', stop: { reason: 'Sửa phòng' } });
});
