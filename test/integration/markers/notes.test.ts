import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { markerRoutes } from '../../../services/contracts/custody/marker.ts';
import { cut, openCase, openWorkHouse, type Visitor, type WorkHouse } from '../casework/work-house.ts';

/** Markers for a second person: whom they can be for, how they arrive, and that they go when the session must not be known any more. */
let house: WorkHouse;
let supervisor: Visitor;
let chief: Visitor;
let archivist: Visitor;
let stranger: Visitor;
let sessionId: string;
let caseId: string;
beforeAll(async () => {
  house = await openWorkHouse();
  supervisor = await house.api.visitor('supervisor');
  chief = await house.api.visitor('chief');
  archivist = await house.api.visitor('archivist');
  stranger = await house.api.visitor('officer', 'stranger');
  await house.api.visitor('admin');
  const room = await house.room();
  await house.store(room.cameras[0], house.start, 60);
  const file = await openCase(house.officer);
  caseId = file.id;
  ({ id: sessionId } = await cut(house.officer, room.id, house.at(1), house.at(30), [file.key]));
});
afterAll(() => house?.close());

const add = (who: Visitor, forId: string, text = 'look at this') =>
  who.call(markerRoutes.add, {
    params: { sessionId },
    body: { kind: 'note', at: house.at(5).toISOString(), text, forId },
  });
const notesOf = (who: Visitor) => who.call(markerRoutes.forMe);
const answer = (who: Visitor, markerId: string, text: string) =>
  who.call(markerRoutes.answer, { params: { markerId }, body: { text } });
const done = (who: Visitor, markerId: string, isDone: boolean) =>
  who.call(markerRoutes.done, { params: { markerId }, body: { done: isDone } });

test('the people to choose from are those who may know of the session', async () => {
  const { items } = await supervisor.call(markerRoutes.readers, { params: { sessionId } });
  const known = [house.officer, supervisor, chief, archivist].map(({ id }) => id);
  expect(items.map(({ id }) => id).sort()).toEqual(known.sort());
  await expect(stranger.call(markerRoutes.readers, { params: { sessionId } })).rejects.toThrow('not_found');
});

test('a marker for somebody else is refused, whether that person exists or not', async () => {
  const refusals = await Promise.all(
    [stranger.id, crypto.randomUUID()].map((id) => add(supervisor, id).catch((error: Error) => error.message)),
  );
  expect(refusals[0]).toContain('invalid_input');
  expect(refusals[1]).toBe(refusals[0]);
});

test('a note arrives at once, is answered, and comes back to who wrote it', async () => {
  const socket = archivist.socket();
  await socket.connected;
  const made = await add(supervisor, archivist.id);
  await expect.poll(() => socket.hints.map(({ kind, id }) => `${kind} ${id}`)).toContain(`marker ${sessionId}`);
  socket.close();
  expect(await notesOf(archivist)).toMatchObject({ open: 1, items: [{ id: made.id, done: false, isAnswer: false }] });
  // Who handles papers sets no markers, and answers all the same.
  const thread = await answer(archivist, made.id, 'the receipt is on file');
  expect(thread.answers).toMatchObject([{ text: 'the receipt is on file', for: { id: supervisor.id } }]);
  expect(await notesOf(supervisor)).toMatchObject({ open: 1, items: [{ isAnswer: true, by: { id: archivist.id } }] });
  await answer(supervisor, made.id, 'thank you');
  expect((await notesOf(archivist)).items.map(({ text }) => text)).toEqual(['thank you', 'look at this']);
  const [own] = thread.answers;
  const params = { markerId: own?.id ?? '' };
  await expect(supervisor.call(markerRoutes.change, { params, body: { version: 1, text: 'x' } })).rejects.toThrow(
    'forbidden',
  );
  expect(await archivist.call(markerRoutes.change, { params, body: { version: 1, removed: true } })).toMatchObject({
    answers: [{ text: 'thank you' }],
  });
  await expect(answer(supervisor, own?.id ?? '', 'under a note')).rejects.toThrow('not_found');
});

test('only whom it is for says that it is dealt with, and can take that back', async () => {
  const { id } = await add(supervisor, chief.id);
  await expect(done(supervisor, id, true)).rejects.toThrow('forbidden');
  await expect(done(stranger, id, true)).rejects.toThrow('not_found');
  await done(chief, id, true);
  expect(await notesOf(chief)).toMatchObject({ open: 0, items: [{ id, done: true }] });
  await done(chief, id, false);
  expect(await notesOf(chief)).toMatchObject({ open: 1 });
});

test('a removed note is in no list, nor are the notes under it', async () => {
  const { id } = await add(supervisor, house.officer.id, 'for a moment');
  await answer(house.officer, id, 'under it');
  expect((await notesOf(supervisor)).items.map(({ text }) => text)).toContain('under it');
  await supervisor.call(markerRoutes.change, { params: { markerId: id }, body: { version: 1, removed: true } });
  expect(await notesOf(house.officer)).toEqual({ items: [], open: 0 });
  expect((await notesOf(supervisor)).items.map(({ text }) => text)).not.toContain('under it');
});

test('who may not know of the session any more finds no note about it', async () => {
  const { id } = await add(chief, supervisor.id, 'between us');
  expect((await notesOf(supervisor)).items.map(({ text }) => text)).toContain('between us');
  const params = { caseId, accountId: supervisor.id };
  await chief.call(caseRoutes.addConflict, { params, body: { reason: 'named in it' } });
  expect(await notesOf(supervisor)).toEqual({ items: [], open: 0 });
  await expect(done(supervisor, id, true)).rejects.toThrow('not_found');
  const { items } = await chief.call(markerRoutes.readers, { params: { sessionId } });
  expect(items.map((one) => one.id)).not.toContain(supervisor.id);
});

test('an administrator has no notes', async () => {
  const admin = await house.api.visitor('admin', 'second-admin');
  await expect(notesOf(admin)).rejects.toThrow('forbidden');
});
