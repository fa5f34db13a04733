import { afterAll, beforeAll, expect, test } from 'vitest';
import { wipeMarkers } from '../../../services/casework/markers/wipe-markers.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { auditRoutes } from '../../../services/contracts/custody/audit-log.ts';
import { markerRoutes } from '../../../services/contracts/custody/marker.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../casework/work-house.ts';

/** Markers on the time line of a session: who sets and changes them, and that nothing of them is lost. */
let house: WorkHouse;
let supervisor: Visitor;
let chief: Visitor;
let other: Visitor;
let roomId: string;
let sessionId: string;
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
  other = await house.api.visitor('officer', 'other-officer');
  const room = await house.room();
  roomId = room.id;
  await house.store(room.cameras[0], house.start, 60);
  ({ id: sessionId } = await cut(house.officer, roomId, house.at(1), house.at(30)));
});
afterAll(() => house?.close());

const at = (seconds: number) => house.at(seconds).toISOString();
const list = (who: Visitor) => who.call(markerRoutes.list, { params: { sessionId } });
const add = (who: Visitor, body: object) =>
  who.call(markerRoutes.add, { params: { sessionId }, body: { kind: 'note', at: at(5), ...body } });
const change = (who: Visitor, markerId: string, body: { version: number; text?: string; removed?: boolean }) =>
  who.call(markerRoutes.change, { params: { markerId }, body });

test('markers are listed in order of the instants they mark, for all who may know of the session', async () => {
  await add(house.officer, { kind: 'closing', at: at(29) });
  await add(supervisor, { kind: 'note', text: 'the visitor asks for a receipt', colour: 'amber' });
  for (const who of [house.officer, supervisor, chief, await house.api.visitor('archivist')]) {
    const { items, mayMark } = await list(who);
    expect(items.map(({ kind, at, text }) => [kind, at, text])).toEqual([
      ['note', at(5), 'the visitor asks for a receipt'],
      ['closing', at(29), ''],
    ]);
    expect(mayMark).toBe(who.role !== 'archivist');
  }
  await expect(list(other)).rejects.toThrow('not_found');
});

test('only who wrote a marker changes it, and the version that was seen must be the newest', async () => {
  const made = await add(supervisor, { text: 'first' });
  await expect(change(chief, made.id, { version: 1, text: 'mine now' })).rejects.toThrow('forbidden');
  await expect(change(house.officer, made.id, { version: 1, removed: true })).rejects.toThrow('forbidden');
  await expect(change(other, made.id, { version: 1, removed: true })).rejects.toThrow('not_found');
  expect(await change(supervisor, made.id, { version: 1, text: 'second' })).toMatchObject({
    text: 'second',
    version: 2,
  });
  await expect(change(supervisor, made.id, { version: 1, text: 'third' })).rejects.toThrow('changed_meanwhile');
  const tries = [3, 4, 5].map((n) => change(supervisor, made.id, { version: 2, text: `at once ${n}` }));
  const settled = await Promise.allSettled(tries);
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a removed marker is in no list, can be brought back, and the chief sees every state it had', async () => {
  const made = await add(supervisor, { text: 'to be removed' });
  expect(await change(supervisor, made.id, { version: 1, removed: true })).toBeNull();
  expect((await list(chief)).items.some(({ id }) => id === made.id)).toBe(false);
  expect(await change(supervisor, made.id, { version: 2, removed: false })).toMatchObject({ text: 'to be removed' });
  await change(supervisor, made.id, { version: 3, removed: true });
  const { items } = await chief.call(markerRoutes.history, { params: { sessionId } });
  const states = items.filter(({ markerId }) => markerId === made.id);
  expect(states.map(({ version, removed, text }) => [version, removed, text])).toEqual([
    [1, false, 'to be removed'],
    [2, true, 'to be removed'],
    [3, false, 'to be removed'],
    [4, true, 'to be removed'],
  ]);
  for (const who of [supervisor, house.officer])
    await expect(who.call(markerRoutes.history, { params: { sessionId } })).rejects.toThrow('forbidden');
  const trail = await chief.call(auditRoutes.list, { query: { aboutId: sessionId, subject: 'marker' } });
  const acts = trail.items.filter(({ person }) => person?.id === supervisor.id).map(({ act }) => act);
  expect(acts.slice(0, 4)).toEqual(['marker.remove', 'marker.change', 'marker.remove', 'marker.add']);
  expect(JSON.stringify(trail)).not.toContain('to be removed');
});

test('a marker lies within the session', async () => {
  for (const seconds of [0, 31]) await expect(add(supervisor, { at: at(seconds) })).rejects.toThrow('invalid_input');
  const late = supervisor.call(markerRoutes.add, { params: { sessionId }, body: { kind: 'closing' } });
  await expect(late).rejects.toThrow('session_ended');
});

test('the officer of a session sets markers at this moment while it goes on, without a look', async () => {
  const room = await house.room();
  const running = await house.officer.call(sessionRoutes.start, { body: { roomId: room.id } });
  const before = Date.now();
  const params = { sessionId: running.id };
  const made = await house.officer.call(markerRoutes.add, { params, body: { kind: 'notice_read' } });
  expect(Date.parse(made.at)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(made.at)).toBeLessThanOrEqual(Date.now());
  const body = { kind: 'note', text: 'half a minute to write', agoMs: 30_000 } as const;
  // Not before the session began.
  expect((await house.officer.call(markerRoutes.add, { params, body })).at).toBe(running.startedAt);
  const ahead = { kind: 'closing', at: new Date(Date.now() + 60_000).toISOString() } as const;
  await expect(house.officer.call(markerRoutes.add, { params, body: ahead })).rejects.toThrow('invalid_input');
  expect(await house.api.db.selectFrom('views').select('id').where('session_id', '=', running.id).execute()).toEqual(
    [],
  );
});

test('every change is heard by those who may know of the session, and by nobody else', async () => {
  const { key } = await openCase(house.officer, 'TC');
  const { id } = await cut(house.officer, roomId, house.at(31), house.at(40), [key]);
  const sockets = [house.officer, chief, other].map((who) => who.socket());
  await Promise.all(sockets.map(({ connected }) => connected));
  const heard = (index: number) => sockets[index]?.hints.filter(({ kind }) => kind === 'marker').map((one) => one.id);
  const body = { kind: 'note', at: at(35), text: 'named' } as const;
  await house.officer.call(markerRoutes.add, { params: { sessionId: id }, body });
  await expect.poll(() => heard(0)).toEqual([id]);
  await add(supervisor, { text: 'known to all' });
  await expect.poll(() => heard(1)).toEqual([sessionId]);
  expect(heard(2)).toEqual([]);
  await expect(chief.call(markerRoutes.list, { params: { sessionId: id } })).rejects.toThrow('not_found');
  for (const socket of sockets) socket.close();
});

test('who is shut out of a case of the session loses its markers, the own ones too', async () => {
  const { id, key } = await openCase(house.officer);
  const { id: shared } = await cut(house.officer, roomId, house.at(41), house.at(50), [key]);
  const body = { kind: 'note', at: at(45), text: 'mine' } as const;
  const mine = await supervisor.call(markerRoutes.add, { params: { sessionId: shared }, body });
  const params = { caseId: id, accountId: supervisor.id };
  await chief.call(caseRoutes.addConflict, { params, body: { reason: 'named in it' } });
  await expect(change(supervisor, mine.id, { version: 1, text: 'x' })).rejects.toThrow('not_found');
  await expect(supervisor.call(markerRoutes.list, { params: { sessionId: shared } })).rejects.toThrow('not_found');
});

test('the database itself lets nobody change or delete what was written', async () => {
  const made = await add(supervisor, { text: 'as it was' });
  const { db } = house.api;
  await expect(db.deleteFrom('markers').where('id', '=', made.id).execute()).rejects.toThrow();
  await expect(db.deleteFrom('marker_versions').where('marker_id', '=', made.id).execute()).rejects.toThrow();
  const edit = db.updateTable('marker_versions').set({ text: 'altered' }).where('marker_id', '=', made.id);
  await expect(edit.execute()).rejects.toThrow('is wiped or left as it is');
  const move = db.updateTable('marker_versions').set({ kind: 'closing' }).where('marker_id', '=', made.id);
  await expect(move.execute()).rejects.toThrow('permission denied');
});

test('when the footage is destroyed what was said goes, and kinds and times stay', async () => {
  await house.api.db.transaction().execute((tx) => wipeMarkers(tx, sessionId));
  const { items } = await list(chief);
  expect(items.length).toBeGreaterThan(2);
  expect(items.map(({ text }) => text).filter((text) => text !== null)).toEqual([]);
  expect(items.map(({ kind }) => kind)).toContain('closing');
  const { items: states } = await chief.call(markerRoutes.history, { params: { sessionId } });
  expect(states.filter(({ text }) => text !== null)).toEqual([]);
});
