import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from './work-house.ts';

let house: WorkHouse;
let officer: Visitor;
let supervisor: Visitor;
beforeAll(async () => {
  house = await openWorkHouse();
  officer = house.officer;
  supervisor = await house.api.visitor('supervisor');
});
afterAll(() => house.close());

const start = (by: Visitor, roomId: string, caseKeys: string[] = []) =>
  by.call(sessionRoutes.start, { body: { roomId, caseKeys } });
const at = (sessionId: string) => ({ params: { sessionId } });

describe('starting and ending', () => {
  it('takes the room now, keeps what the form says, and ends once', async () => {
    const room = await house.room();
    const form = {
      kind: 'dialogue',
      peopleCount: 3,
      noticeGiven: true,
      noticeHow: 'spoken',
      note: 'Đối thoại',
    } as const;
    const session = await officer.call(sessionRoutes.start, { body: { roomId: room.id, ...form } });
    expect(session).toMatchObject({ ...form, state: 'running', endedAt: null, own: true, madeFrom: 'button' });
    const ended = await officer.call(sessionRoutes.stop, at(session.id));
    expect(Date.parse(ended.endedAt ?? '')).toBeGreaterThan(Date.parse(ended.startedAt));
    await expect(officer.call(sessionRoutes.stop, at(session.id))).rejects.toMatchObject({ code: 'session_ended' });
  });

  it('gives a room to one of those who ask at the same time', async () => {
    const room = await house.room();
    const asked = await Promise.allSettled([officer, supervisor, officer, supervisor].map((by) => start(by, room.id)));
    expect(asked.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refused).toEqual(['room_busy', 'room_busy', 'room_busy']);
  });

  it('is for those who receive citizens', async () => {
    const room = await house.room();
    for (const role of ['archivist', 'admin'] as const) {
      const visitor = await house.api.visitor(role, `start-${role}`);
      await expect(start(visitor, room.id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(start(officer, randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('leaves no session behind when one of its cases does not exist', async () => {
    const room = await house.room();
    await expect(start(officer, room.id, ['KN-1999-000001'])).rejects.toMatchObject({ code: 'not_found' });
    await expect(start(officer, room.id)).resolves.toMatchObject({ state: 'running' });
  });
});

describe('a session of somebody else', () => {
  it('is not there for another officer, may be changed by a supervisor, not by an archivist', async () => {
    const room = await house.room();
    const session = await start(officer, room.id);
    const other = await house.api.visitor('officer', 'other-officer');
    const archivist = await house.api.visitor('archivist');
    await expect(other.call(sessionRoutes.get, at(session.id))).rejects.toMatchObject({ code: 'not_found' });
    await expect(other.call(sessionRoutes.stop, at(session.id))).rejects.toMatchObject({ code: 'not_found' });
    await expect(archivist.call(sessionRoutes.stop, at(session.id))).rejects.toMatchObject({ code: 'forbidden' });
    const change = { ...at(session.id), body: { note: 'Bổ sung', peopleCount: 2 } };
    expect(await supervisor.call(sessionRoutes.change, change)).toMatchObject({ note: 'Bổ sung', peopleCount: 2 });
    const log = house.api.db.selectFrom('audit_log').select(['act', 'outcome']).where('thing_id', '=', session.id);
    expect(await log.orderBy('id').execute()).toMatchObject([
      { act: 'session.start', outcome: 'done' },
      { act: 'session.see', outcome: 'refused' },
      { act: 'session.change', outcome: 'refused' },
      { act: 'session.change', outcome: 'refused' },
      { act: 'session.change', outcome: 'done' },
    ]);
  });
});

describe('cutting from the record', () => {
  it('needs footage, a stretch of the past and a free room', async () => {
    const room = await house.room();
    const [camera] = room.cameras;
    await expect(cut(officer, room.id, house.at(0), house.at(9))).rejects.toMatchObject({ code: 'no_footage' });
    await house.store(camera, house.start, 30);
    const future = new Date(Date.now() + 60_000);
    for (const [from, to] of [
      [house.at(9), house.at(0)],
      [house.at(0), future],
      [new Date(house.start.getTime() - 25 * 3_600_000), house.at(9)],
    ] as const)
      await expect(cut(officer, room.id, from, to)).rejects.toMatchObject({ code: 'invalid_input' });
    const session = await cut(officer, room.id, house.at(0), house.at(9));
    expect(session).toMatchObject({ madeFrom: 'record', state: 'processing', versions: [{ version: 1 }] });
    await expect(cut(officer, room.id, house.at(8), house.at(20))).rejects.toMatchObject({ code: 'room_busy' });
    await expect(cut(officer, room.id, house.at(9), house.at(20))).resolves.toMatchObject({ own: true });
  });
});

describe('new times', () => {
  it('are a new version beside the old, with who and why', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 40);
    const session = await cut(officer, room.id, house.at(0), house.at(9));
    const body = { version: 1, startedAt: house.at(2).toJSON(), endedAt: house.at(12).toJSON(), reason: 'trễ giờ' };
    const changed = await supervisor.call(sessionRoutes.changeTimes, { ...at(session.id), body });
    expect(changed).toMatchObject({ version: 2, startedAt: body.startedAt, endedAt: body.endedAt });
    expect(changed.versions).toMatchObject([
      { version: 1, startedAt: house.at(0).toJSON(), by: 'Name of officer' },
      { version: 2, startedAt: house.at(2).toJSON(), by: 'Name of supervisor', reason: 'trễ giờ' },
    ]);
    const again = officer.call(sessionRoutes.changeTimes, { ...at(session.id), body });
    await expect(again).rejects.toMatchObject({ code: 'changed_meanwhile' });
  });

  it('are refused while the session runs, and where another has the room', async () => {
    const room = await house.room();
    await house.store(room.cameras[0], house.start, 40);
    const first = await cut(officer, room.id, house.at(0), house.at(9));
    await cut(officer, room.id, house.at(10), house.at(19));
    const body = { version: 1, startedAt: house.at(0).toJSON(), endedAt: house.at(12).toJSON(), reason: 'longer' };
    const longer = officer.call(sessionRoutes.changeTimes, { ...at(first.id), body });
    await expect(longer).rejects.toMatchObject({ code: 'room_busy' });
    const running = await start(officer, (await house.room()).id);
    const early = officer.call(sessionRoutes.changeTimes, { ...at(running.id), body });
    await expect(early).rejects.toMatchObject({ code: 'session_running' });
  });
});

describe('cases of a session', () => {
  it('raise its class and never lower it; several may be linked, each once', async () => {
    const session = await start(officer, (await house.room()).id);
    const [plain, secret] = [await openCase(officer), await openCase(officer, 'TC')];
    const link = (caseKey: string) => officer.call(sessionRoutes.linkCase, { ...at(session.id), body: { caseKey } });
    expect(await link(plain.key)).toMatchObject({ accessClass: 'normal', cases: [{ key: plain.key }] });
    await link(plain.key);
    const both = await link(secret.key);
    expect(both.accessClass).toBe('denouncer');
    expect(both.cases.map(({ key }) => key).sort()).toEqual([plain.key, secret.key].sort());
    const params = { sessionId: session.id, caseId: secret.id };
    const left = await officer.call(sessionRoutes.unlinkCase, { params });
    expect(left).toMatchObject({ accessClass: 'denouncer', cases: [{ key: plain.key }] });
    await expect(supervisor.call(sessionRoutes.get, at(session.id))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('protect it as soon as somebody says denunciation, and stay so when that is taken back', async () => {
    const session = await start(officer, (await house.room()).id);
    const say = (caseKind: 'TC' | 'KN') =>
      officer.call(sessionRoutes.change, { ...at(session.id), body: { caseKind } });
    expect(await say('TC')).toMatchObject({ accessClass: 'denouncer', poster: null });
    expect(await say('KN')).toMatchObject({ accessClass: 'denouncer', caseKind: 'KN' });
  });
});
