import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { everyone } from '../../../services/access/audience.ts';
import { quietMs } from '../../../services/api/http/quiet-time.ts';
import type { View } from '../../../services/contracts/view.ts';
import { createLog } from '../../../services/log.ts';
import { mannWhitney } from '../../bench/hidden/statistics.ts';
import { openClient } from '../../support/client.ts';
import { isSettled, type Meeting, questionAt, settle } from './expectations/questions.ts';
import { readTable } from './expectations/read-table.ts';
import { addressesOf, inTurns } from './expectations/verdicts.ts';
import { type Hints, readAll } from './world/outside-reads.ts';
import { type Asker, ask } from './world/people.ts';
import type { Place } from './world/place.ts';
import { addPlace, addRoom } from './world/places.ts';
import { secretsOf, seenOf, twinOf } from './world/twins.ts';
import { meetingsOf, openHouse } from './world/world.ts';

/**
 * An insider with a valid account looks for a denunciation. Everybody here has no part in it or is shut out of it: officer,
 * supervisor, chief, archivist, administrator.
 */
let office: Awaited<ReturnType<typeof openHouse>>;
let known: Place;
let hidden: Place;
let meetings: Meeting[];
let outsiders: Asker[];
let before: Map<Asker, Map<string, string>>;
let hints: Hints;
const logged: string[] = [];
vi.setConfig({ testTimeout: 240_000 });

beforeAll(async () => {
  office = await openHouse({ log: createLog('api', 'trace', { write: (line) => void logged.push(line) }) });
  const { house, host } = office;
  outsiders = office.askers.filter(({ standing }) => standing === 'no part' || standing === 'shut out');
  const [room, secretRoom] = [await addRoom(house, 1), await addRoom(house, 2)];
  known = await addPlace(house, { accessClass: 'normal', officer: host, isShared: true }, room, 1);
  hints = {
    ...{ ...secretRoom, officerId: host.id, at: office.start, until: new Date() },
    words: ['KN-2025-000003', '000003', 'subject 2', 'Room 2', host.name, 'held', 'no longer needed'],
  };
  before = new Map();
  for (const who of outsiders) before.set(who, await readAll(office.api, who, hints));
  hidden = await addPlace(house, { accessClass: 'denouncer', officer: host, isShared: true }, secretRoom, 2);
});
afterAll(() => office?.close());

const outside = () => meetings.filter(({ who, place }) => place === hidden && who.standing !== 'works on');

test('all that can be listed, searched, paged through and counted is byte for byte as it was before there was a denunciation', async () => {
  let compared = 0;
  for (const who of outsiders) {
    const now = await readAll(office.api, who, hints);
    const differ = [...now].filter(([path, seen]) => before.get(who)?.get(path) !== seen);
    expect(differ, who.name).toEqual([]);
    compared += now.size;
  }
  console.info(`${compared} lists and searches are the same with and without a denunciation`);
  // Those who work on it find it.
  const insider = office.askers.find(({ role, standing }) => role === 'chief' && standing === 'works on') as Asker;
  const found = await readAll(office.api, insider, hints);
  expect([...found].filter(([, seen]) => seen.includes(hidden.session)).length).toBeGreaterThan(5);
});

test('every address answers a hidden id like one that was made up: status, headers, bytes, and lines in the log', async () => {
  meetings = await meetingsOf({ ...office, places: [known, hidden] });
  const addresses = [...addressesOf(readTable('sessions')), ...addressesOf(readTable('cases'))];
  const differ: string[] = [];
  await inTurns(outside(), 5, async (meeting) => {
    for (const address of addresses) {
      if (isSettled(address)) await settle(office.api, meeting);
      const [real, madeUp] = [await askedOf(address, meeting), await askedOf(address, twinOf(meeting))];
      if (real !== madeUp) differ.push(`${meeting.who.name}: ${address}: ${real} is not ${madeUp}`);
    }
  });
  expect(differ).toEqual([]);
  console.info(`${outside().length * addresses.length} questions about hidden ids answered like made-up ones`);
});

/** What a person sees of an answer, and how many lines the question left in the log. */
async function askedOf(address: string, meeting: Meeting): Promise<string> {
  const lines = () =>
    office.api.db
      .selectFrom('audit_log')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('account_id', '=', meeting.who.id)
      .executeTakeFirstOrThrow();
  const { count } = await lines();
  const seen = await seenOf(await ask(office.api, meeting.who, questionAt(address, meeting)));
  return `${seen} and ${(await lines()).count - count} lines`;
}

test('a page mark made for a hidden session, a case number and a case as a reason tell nothing', async () => {
  const mark = (id: string) =>
    Buffer.from(JSON.stringify({ at: hidden.startedAt.toISOString(), id })).toString('base64url');
  for (const { who } of outside()) {
    const seen = async (method: string, path: string, body?: object) =>
      seenOf(await ask(office.api, who, { method, path, body }));
    for (const list of ['sessions', 'cases'])
      expect(await seen('GET', `/api/${list}?cursor=${mark(hidden.session)}`)).toBe(
        await seen('GET', `/api/${list}?cursor=${mark(randomUUID())}`),
      );
    const link = async (caseKey: string) =>
      // The mark of an answer is a hash of what was typed.
      (await seen('POST', `/api/sessions/${known.session}/cases`, { caseKey })).replace(/W\/[^,]*/, '');
    expect(await link(hidden.case.key)).toBe(
      (await link('KN-2019-000009')).replaceAll('KN-2019-000009', hidden.case.key),
    );
    const target = { kind: 'session', sessionId: known.session };
    const look = (caseId: string) => seen('POST', '/api/views', { target, reasonCode: 'audit', caseId });
    expect(await look(hidden.case.id)).toBe(await look(randomUUID()));
    for (const about of ['thingId', 'aboutId']) {
      const log = (id: string) => seen('GET', `/api/audit-log?${about}=${id}`);
      expect(await log(hidden.session)).toBe(await log(randomUUID()));
      expect(await log(hidden.case.id)).toBe(await log(randomUUID()));
    }
  }
});

test('a look that was opened before its session became protected plays nothing more, and a look at the record leaves it out', async () => {
  const { api, insider } = office;
  const supervisor = outsiders.find(({ role, standing }) => role === 'supervisor' && standing === 'no part') as Asker;
  const open = async (target: object) => {
    const body = { target, reasonCode: 'audit', note: 'looked into' };
    return (await (await ask(api, supervisor, { method: 'POST', path: '/api/views', body })).json()) as View;
  };
  const own = await open({ kind: 'session', sessionId: known.session });
  const span = { from: office.start.toISOString(), to: new Date(office.start.getTime() + 10_000).toISOString() };
  const record = await open({ kind: 'record', roomId: known.room, ...span });
  const addresses = (view: string) =>
    ['index.m3u8', 'video.m3u8', `video/${office.start.getTime()}.mp4`, `audio/${office.start.getTime()}.mp4`].map(
      (name) => `/api/views/${view}/cameras/${known.camera}/${name}`,
    );
  const seen = (view: string) =>
    Promise.all(
      addresses(view).map(async (path) => {
        const headers = { range: 'bytes=0-100' };
        return seenOf(await ask(api, supervisor, { method: 'GET', path, headers }));
      }),
    );
  expect((await seen(own.id)).every((one) => one.startsWith('[20'))).toBe(true);
  const body = { caseKind: 'TC' };
  expect((await ask(api, insider, { method: 'PATCH', path: `/api/sessions/${known.session}`, body })).status).toBe(200);
  expect(await seen(own.id)).toEqual(await seen(randomUUID()));
  // One second before it and one after it are left of the record.
  const [, playlist = ''] = await seen(record.id);
  expect([...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0)).toBe(2);
  await api.db.updateTable('sessions').set({ access_class: 'normal' }).where('id', '=', known.session).execute();
});

test('whatever insiders do, an outsider with a socket hears nothing, asking for groups by name or not', async () => {
  const { api, insider, askers } = office;
  const sockets = outsiders.map(({ cookie }) => openClient(api.baseUrl).socketWith(cookie));
  const chief = askers.find(({ role, standing }) => role === 'chief' && standing === 'works on') as Asker;
  const member = openClient(api.baseUrl).socketWith(chief.cookie);
  await Promise.all([member, ...sockets].map(({ connected }) => connected));
  for (const socket of sockets)
    for (const event of ['join', 'subscribe', 'room', 'login'])
      for (const name of [`account:${chief.id}`, 'role:chief', `session:${hidden.session}`]) socket.emit(event, name);
  const as = meetings.find(({ who, place }) => who === chief && place === hidden) as Meeting;
  const acts = [...addressesOf(readTable('sessions')), ...addressesOf(readTable('cases'))];
  for (const address of acts) await (await ask(api, chief, questionAt(address, as))).arrayBuffer();
  const note = { method: 'PATCH', path: `/api/sessions/${hidden.running}`, body: { note: 'named' } };
  expect((await ask(api, insider, note)).status).toBe(200);
  const last = randomUUID();
  await api.deps.publish({ kind: 'room', id: last, version: 0 }, everyone);
  await expect.poll(() => [member, ...sockets].every((one) => one.hints.some(({ id }) => id === last))).toBe(true);
  // Hints of other tests may come along: Redis tells all of its databases.
  const own = new Set([...secretsOf(as), hidden.room, hidden.camera, hidden.second]);
  expect(sockets.flatMap((one) => one.hints).filter(({ id }) => own.has(id))).toEqual([]);
  const kinds = new Set(member.hints.map(({ kind, id }) => `${kind} ${id}`));
  expect(kinds).toContain(`session ${hidden.session}`);
  expect(kinds).toContain(`room ${hidden.room}`);
  for (const socket of [member, ...sockets]) socket.close();
});

test('a thousand answers take as long for hidden ids as for made-up ones', async () => {
  const [meeting] = outside().filter(({ who }) => who.role === 'supervisor');
  if (!meeting) throw new Error('no outsider');
  const times = { hidden: [] as number[], madeUp: [] as number[] };
  const turns = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? ('hidden' as const) : ('madeUp' as const)));
  await inTurns(turns, 4, async (kind) => {
    // Of all that is asked by id this took most work of its own: without waiting one millisecond.
    const path = `/api/clips/${kind === 'hidden' ? hidden.clip : randomUUID()}/proof`;
    const askedAt = performance.now();
    const answer = await ask(office.api, meeting.who, { method: 'GET', path });
    times[kind].push(performance.now() - askedAt);
    expect(answer.status).toBe(404);
    await answer.arrayBuffer();
  });
  const p = mannWhitney(times.hidden, times.madeUp);
  console.info(`hidden and made-up ids: p = ${p.toFixed(3)}`);
  // By chance once in a million runs; without waiting it is smaller by far.
  expect(p).toBeGreaterThan(1e-6);
  expect(Math.min(...times.hidden, ...times.madeUp)).toBeGreaterThan(quietMs - 2);
});

test('neither metrics nor log lines name anything of it', async () => {
  const secrets = meetings.filter(({ place }) => place === hidden).flatMap(secretsOf);
  const text = `${await office.api.metrics()}\n${logged.join('')}`;
  expect(secrets.length).toBeGreaterThan(100);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});
