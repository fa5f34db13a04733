import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvalRoutes } from '../../../../services/contracts/access/approval.ts';
import { emergencyRoutes } from '../../../../services/contracts/access/emergency.ts';
import { caseRoutes } from '../../../../services/contracts/case.ts';
import { auditRoutes } from '../../../../services/contracts/custody/audit-log.ts';
import { protectionRoutes } from '../../../../services/contracts/custody/protection.ts';
import { sessionRoutes } from '../../../../services/contracts/session.ts';
import { type View, viewRoutes } from '../../../../services/contracts/view.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../../casework/work-house.ts';

/** An administrator in an emergency: one asks, a leader decides, exactly that stretch plays, and everybody concerned sees it. */
let house: WorkHouse;
let admin: Visitor;
let other: Visitor;
let supervisor: Visitor;
let chief: Visitor;
let room: { id: string; cameras: [string, ...string[]] };
beforeAll(async () => {
  house = await openWorkHouse();
  admin = await house.api.visitor('admin');
  other = await house.api.visitor('admin', 'other-admin');
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
  room = await house.room();
  await house.store(room.cameras[0], house.start, 60);
});
afterAll(() => house?.close());

const at = (seconds: number) => house.at(seconds).toISOString();
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => error.code,
  );
const askFor = (by: Visitor, from: number, to: number, roomId = room.id) =>
  by.call(emergencyRoutes.ask, {
    body: { roomId, from: at(from), to: at(to), reason: 'có tiếng kêu cứu trong phòng' },
  });
const openIt = (by: Visitor, lookId: string, reasonCode: 'emergency' | 'audit' = 'emergency') =>
  by.call(viewRoutes.open, { body: { target: { kind: 'emergency', lookId }, reasonCode, note: 'xem' } });
const requestOf = async (by: Visitor, lookId: string) =>
  (await by.call(approvalRoutes.list)).items.find(({ emergency }) => emergency?.id === lookId);
async function decide(by: Visitor, lookId: string, approve = true) {
  const approvalId = (await requestOf(chief, lookId))?.id ?? '';
  return by.call(approvalRoutes.decide, { params: { approvalId }, body: { approve, note: 'đúng là khẩn cấp' } });
}
const end = (by: Visitor, lookId: string) => by.call(emergencyRoutes.end, { params: { lookId } });

async function granted(from: number, to: number): Promise<string> {
  const { id } = await askFor(admin, from, to);
  await decide(supervisor, id);
  return id;
}

/** Seconds of footage that a view's playlist gives. */
async function seconds(by: Visitor, view: View): Promise<number> {
  const playlist = view.cameras[0]?.playlist.replace('index', 'video') ?? '';
  const text = await (await by.request(playlist)).text();
  return [...text.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, length]) => sum + Number(length), 0);
}

const refusalOf = async (by: Visitor, path: string) => {
  const answer = await by.request(path);
  return answer.ok ? 'plays' : ((await answer.json()) as { code: string }).code;
};

it('one asks, a leader approves, and exactly that stretch plays, for that administrator and nobody else', async () => {
  const { id } = await askFor(admin, 10, 30);
  expect(await code(openIt(admin, id))).toBe('not_approved');
  expect(await requestOf(chief, id)).toMatchObject({
    ...{ act: 'record.emergency', mayDecide: true, session: null, case: null },
    emergency: { room: { id: room.id }, from: at(10), to: at(30), until: null, isRunning: false, mayEnd: false },
  });
  await decide(supervisor, id);
  const [look] = (await admin.call(emergencyRoutes.list)).items;
  expect(look).toMatchObject({ id, state: 'granted', decidedBy: { id: supervisor.id } });
  expect(Date.parse(look?.until ?? '') - Date.now()).toBeGreaterThan(59 * 60_000);
  expect(Date.parse(look?.until ?? '') - Date.now()).toBeLessThanOrEqual(60 * 60_000);
  const view = await openIt(admin, id);
  expect([view.from, view.to, view.reasonCode]).toEqual([at(10), at(30), 'emergency']);
  expect(view.expiresAt).toBe(look?.until);
  expect(await seconds(admin, view)).toBe(20);
  expect(await code(openIt(admin, id, 'audit'))).toBe('reason_needed');
  for (const [who, refused] of [
    [other, 'not_found'],
    [supervisor, 'forbidden'],
    [chief, 'forbidden'],
  ] as const)
    expect(await code(openIt(who, id))).toBe(refused);
  for (const who of [other, chief]) expect(await refusalOf(who, view.cameras[0]?.playlist ?? '')).toBe('not_found');
});

it('an administrator still sees no other record, no session and no picture, and no other uses the reason', async () => {
  const lookId = await granted(10, 30);
  const body = { reasonCode: 'emergency' as const, note: 'x' };
  const record = { kind: 'record' as const, roomId: room.id, from: at(10), to: at(30) };
  expect(await code(admin.call(viewRoutes.open, { body: { target: record, ...body } }))).toBe('forbidden');
  expect(await refusalOf(admin, `/api/cameras/${room.cameras[0]}/picture`)).toBe('forbidden');
  for (const who of [supervisor, chief])
    expect(await code(who.call(viewRoutes.open, { body: { target: record, ...body } }))).toBe('reason_needed');
  const view = await openIt(admin, lookId);
  const start = house.at(40).getTime();
  const camera = `/api/views/${view.id}/cameras/${room.cameras[0]}`;
  expect(await refusalOf(admin, `${camera}/video/${start}.mp4`)).toBe('outside_view');
  const foreign = await house.room();
  expect(await refusalOf(admin, `/api/views/${view.id}/cameras/${foreign.cameras[0]}/index.m3u8`)).toBe('outside_view');
});

it('at most an hour, all of it over, one request at a time', async () => {
  const ask = (from: Date, to: Date) =>
    code(
      other.call(emergencyRoutes.ask, {
        body: { roomId: room.id, from: from.toISOString(), to: to.toISOString(), reason: 'không gọi được ai' },
      }),
    );
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  expect(await ask(ago(120), new Date(ago(60).getTime() + 1))).toBe('invalid_input');
  expect(await ask(ago(10), ago(-1))).toBe('invalid_input');
  expect(await ask(ago(10), ago(10))).toBe('invalid_input');
  expect((await Promise.all([ask(ago(120), ago(60)), ask(ago(20), ago(5))])).toSorted()).toEqual([
    'already_exists',
    'done',
  ]);
  const [waits] = (await other.call(emergencyRoutes.list)).items;
  await end(other, waits?.id ?? '');
  expect((await other.call(emergencyRoutes.list)).items[0]?.state).toBe('withdrawn');
  expect(
    await code(other.call(emergencyRoutes.ask, { body: { roomId: admin.id, from: at(1), to: at(2), reason: 'xxx' } })),
  ).toBe('not_found');
});

it('it takes a leader who is not who asked: never an administrator, an archivist or an officer', async () => {
  const { id } = await askFor(admin, 10, 30);
  const archivist = await house.api.visitor('archivist');
  for (const who of [admin, other, archivist, house.officer]) expect(await code(decide(who, id))).toBe('forbidden');
  const setRole = (role: 'admin' | 'chief') =>
    house.api.db.updateTable('accounts').set({ role }).where('id', '=', admin.id).execute();
  await setRole('chief');
  expect(await code(decide(admin, id))).toBe('own_request');
  expect(await code(decide(supervisor, id))).toBe('changed_meanwhile');
  await setRole('admin');
  await decide(chief, id, false);
  expect(await code(openIt(admin, id))).toBe('not_approved');
  expect((await admin.call(emergencyRoutes.list)).items[0]).toMatchObject({ id, state: 'refused' });
});

it('protected sessions are left out and not told of; all of them, from the first look to the last byte', async () => {
  const { id: roomId, cameras } = await house.room();
  await house.store(cameras[0], house.start, 60);
  const file = await openCase(house.officer);
  await cut(house.officer, roomId, house.at(2), house.at(8), [file.key]);
  const restricted = await cut(house.officer, roomId, house.at(15), house.at(25));
  const raised = await cut(house.officer, roomId, house.at(32), house.at(38));
  const raise = (sessionId: string, to: 'restricted' | 'denouncer') =>
    house.officer.call(protectionRoutes.raiseSession, { params: { sessionId }, body: { to, reason: 'bảo vệ' } });
  await raise(restricted.id, 'restricted');
  const { id } = await askFor(admin, 0, 50, roomId);
  await decide(supervisor, id);
  const view = await openIt(admin, id);
  expect(JSON.stringify(view)).not.toContain(restricted.id);
  expect(await seconds(admin, view)).toBe(40);
  // As for a supervisor who may not know of them.
  const record = { kind: 'record' as const, roomId, from: at(0), to: at(50) };
  const same = await supervisor.call(viewRoutes.open, { body: { target: record, reasonCode: 'audit', note: 'so' } });
  expect(view.cameras.map(({ footage, gaps }) => [footage, gaps])).toEqual(
    same.cameras.map(({ footage, gaps }) => [footage, gaps]),
  );
  const camera = `/api/views/${view.id}/cameras/${cameras[0]}`;
  const inside = await admin.request(`${camera}/video/${house.at(20).getTime()}.mp4`, {
    headers: { range: 'bytes=0-2000' },
  });
  expect(((await inside.json()) as { code: string }).code).toBe('outside_view');
  // Raised while it plays: left out at once.
  await raise(raised.id, 'denouncer');
  expect(await seconds(admin, view)).toBe(34);
  // An administrator on a conflict list sees nothing of that session either.
  const body = { reason: 'có tên trong đơn' };
  await house.officer.call(caseRoutes.addConflict, { params: { caseId: file.id, accountId: admin.id }, body });
  expect(await seconds(admin, view)).toBe(28);
});

it('it stands in who looked of every session it lies over, watched or not, and in the log; of a protected one in none', async () => {
  const { id: roomId, cameras } = await house.room();
  await house.store(cameras[0], house.start, 60);
  const [normal, hidden] = [
    await cut(house.officer, roomId, house.at(5), house.at(15)),
    await cut(house.officer, roomId, house.at(20), house.at(30)),
  ];
  await house.officer.call(protectionRoutes.raiseSession, {
    ...{ params: { sessionId: hidden.id }, body: { to: 'denouncer', reason: 'bảo vệ' } },
  });
  const { id } = await askFor(admin, 0, 40, roomId);
  await decide(chief, id);
  const view = await openIt(admin, id);
  const looks = async (by: Visitor, sessionId: string) =>
    (await by.call(sessionRoutes.views, { params: { sessionId } })).items.filter((one) => one.id === view.id);
  for (const reader of [house.officer, chief])
    expect(await looks(reader, normal.id)).toMatchObject([
      {
        ...{
          person: { id: admin.id },
          reasonCode: 'emergency',
          note: 'có tiếng kêu cứu trong phòng',
          target: 'record',
        },
        ...{ approvedBy: { id: chief.id }, watchedSeconds: 0, mayRewatch: false },
      },
    ]);
  expect(await looks(house.officer, hidden.id)).toEqual([]);
  await admin.call(viewRoutes.progress, {
    params: { viewId: view.id },
    body: { watched: [{ from: at(4), to: at(35) }] },
  });
  expect((await looks(house.officer, normal.id))[0]?.watchedSeconds).toBe(10);
  expect(await looks(house.officer, hidden.id)).toEqual([]);
  const { items } = await chief.call(auditRoutes.list, { query: { thingId: roomId, limit: 50 } });
  expect(items.map(({ act, details }) => [act, details])).toEqual([
    ['view.open', { reasonCode: 'emergency', approved: true }],
    ['record.ask_emergency', { from: at(0), to: at(40) }],
  ]);
});

it('any chief ends it, and the administrator: the next byte is refused, and who looks is told', async () => {
  const lookId = await granted(10, 30);
  const view = await openIt(admin, lookId);
  const playlist = view.cameras[0]?.playlist ?? '';
  expect(await refusalOf(admin, playlist)).toBe('plays');
  expect(await code(end(supervisor, lookId))).toBe('forbidden');
  expect(await code(end(other, lookId))).toBe('not_found');
  expect(await requestOf(chief, lookId)).toMatchObject({ emergency: { isRunning: true, mayEnd: true } });
  expect(await requestOf(supervisor, lookId)).toMatchObject({ emergency: { isRunning: true, mayEnd: false } });
  const socket = admin.socket();
  await socket.connected;
  await end(chief, lookId);
  expect(await refusalOf(admin, playlist)).toBe('view_expired');
  await expect.poll(() => socket.hints.some(({ id }) => id === lookId), { timeout: 1000 }).toBe(true);
  socket.close();
  expect(await code(openIt(admin, lookId))).toBe('not_approved');
  expect(await code(end(chief, lookId))).toBe('changed_meanwhile');
  expect((await admin.call(emergencyRoutes.list)).items[0]).toMatchObject({ state: 'ended' });
  const own = await granted(10, 30);
  await end(admin, own);
  expect(await code(openIt(admin, own))).toBe('not_approved');
  const waiting = await askFor(admin, 10, 30);
  expect(await code(end(chief, waiting.id))).toBe('changed_meanwhile');
  await end(admin, waiting.id);
});

it('after an hour, and for who is no administrator any more, nothing plays', async () => {
  const lookId = await granted(10, 30);
  const view = await openIt(admin, lookId);
  const playlist = view.cameras[0]?.playlist ?? '';
  const set = (until: string) =>
    sql`update emergency_looks set until_at = now() + ${until}::interval where id = ${lookId}`.execute(house.api.db);
  await set('-1 second');
  expect(await refusalOf(admin, playlist)).toBe('view_expired');
  expect(await code(openIt(admin, lookId))).toBe('not_approved');
  expect((await admin.call(emergencyRoutes.list)).items[0]).toMatchObject({ state: 'over' });
  await set('1 minute');
  expect(await refusalOf(admin, playlist)).toBe('plays');
  const setRole = (role: 'admin' | 'supervisor') =>
    house.api.db.updateTable('accounts').set({ role }).where('id', '=', admin.id).execute();
  await setRole('supervisor');
  expect(await refusalOf(admin, playlist)).toBe('view_expired');
  await setRole('admin');
});
