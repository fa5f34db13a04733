import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionThing } from '../../../services/access/session-things.ts';
import { listSessionViews } from '../../../services/access/views/session-views.ts';
import type { View } from '../../../services/contracts/view.ts';
import { addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

/** An auditor replays exactly what a look watched. */
let house: ReplayHouse;
let officer: Visitor;
let supervisor: Visitor;
let chief: Visitor;
let sessionId: string;
let start = 0;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  supervisor = await house.visitor('supervisor', 'supervisor');
  chief = await house.visitor('chief', 'chief');
  start = house.clock.nowMs - 600_000;
  await house.store(new Date(start), 60);
  sessionId = await addSession(house, { officer, from: at(5000), to: at(45_000) });
});
afterAll(() => house?.close());

const at = (ms: number) => new Date(start + ms);
const span = (fromMs: number, toMs: number) => ({ from: at(fromMs).toISOString(), to: at(toMs).toISOString() });
const why = { reasonCode: 'audit', note: 'draw 7' };

/** A look of the supervisor's that watched these stretches. */
async function looked(...stretches: [fromMs: number, toMs: number][]): Promise<View> {
  const view = await house.open(supervisor, { target: { kind: 'session', sessionId }, ...why });
  if (stretches.length > 0) await report(supervisor, view, ...stretches);
  return view;
}

async function report(who: Visitor, view: View, ...stretches: [fromMs: number, toMs: number][]) {
  const watched = stretches.map(([from, to]) => span(from, to));
  return (await house.post(who, `/api/views/${view.id}/progress`, { watched })).json();
}

const rewatch = (who: Visitor, { id }: { id: string }, reason: object = why) =>
  house.post(who, '/api/views', { target: { kind: 'watched', viewId: id }, ...reason });

async function codeOf(answer: Response): Promise<string> {
  return answer.ok ? 'opened' : ((await answer.json()) as { code: string }).code;
}

interface Entry {
  startMs: number;
  endMs: number;
  address: string;
  range: string;
}

async function entriesOf(who: Visitor, view: View, track: 'video' | 'audio'): Promise<Entry[]> {
  const playlist = (view.cameras[0]?.playlist ?? '').replace('index', track);
  const text = await (await house.request(who, playlist)).text();
  const pattern = /#EXT-X-PROGRAM-DATE-TIME:(\S+)\n#EXTINF:([\d.]+),\n(?:#EXT-X-BYTERANGE:(\d+)@(\d+)\n)?(\S+)/g;
  return [...text.matchAll(pattern)].map(([, date = '', seconds, length, first, uri = '']) => ({
    startMs: Date.parse(date) - start,
    endMs: Date.parse(date) - start + Number(seconds) * 1000,
    address: `${playlist.slice(0, playlist.lastIndexOf('/'))}/${uri}`,
    range: `bytes=${first}-${Number(first) + Number(length) - 1}`,
  }));
}

test('the chief plays every fragment of what was watched, and no other byte', async () => {
  const watched: [number, number][] = [
    [11_200, 12_800],
    [31_000, 33_500],
  ];
  const look = await looked(...watched);
  const view = (await (await rewatch(chief, look)).json()) as View;
  expect(view.only).toEqual(watched.map(([from, to]) => span(from, to)));
  const all = await entriesOf(supervisor, look, 'video');
  const entries = await entriesOf(chief, view, 'video');
  expect(entries.every(({ startMs, endMs }) => watched.some(([from, to]) => startMs < to && endMs > from))).toBe(true);
  for (const [from, to] of watched)
    expect(entries.some(({ startMs }) => startMs <= from) && entries.some(({ endMs }) => endMs >= to)).toBe(true);
  for (const { address, range } of entries)
    expect((await house.request(chief, address, { headers: { range } })).status).toBe(206);
  const other = all.filter(({ startMs, endMs }) => watched.every(([from, to]) => startMs >= to || endMs <= from));
  expect(other.length).toBeGreaterThan(2);
  for (const { address, range } of other) {
    const inView = address.replace(look.id, view.id);
    expect(await codeOf(await house.request(chief, inView, { headers: { range } }))).toBe('outside_view');
  }
  expect(await report(chief, view, [10_000, 32_000])).toEqual({ watchedSeconds: 1.6 + 1 });
});

test('the chief hears each stretch, also two of one segment', async () => {
  const look = await looked([21_000, 21_500], [27_000, 27_500]);
  const view = (await (await rewatch(chief, look)).json()) as View;
  const sound = await entriesOf(chief, view, 'audio');
  expect(sound.map(({ startMs }) => Math.floor(startMs / 1000))).toEqual([
    expect.toSatisfy((second: number) => second <= 21),
    expect.toSatisfy((second: number) => second > 24 && second <= 27),
  ]);
  const pieces = await Promise.all(
    sound.map(async ({ address }) => Buffer.from(await (await house.request(chief, address)).arrayBuffer())),
  );
  expect(pieces[0]?.equals(pieces[1] ?? Buffer.alloc(0))).toBe(false);
  const [first = ''] = sound.map(({ address }) => address);
  expect(await codeOf(await house.request(chief, `${first.split('?')[0]}?from=3`))).toBe('outside_view');
});

test('the chief sees what was watched when it was opened, in what is the session today', async () => {
  const look = await looked([10_000, 12_000]);
  const view = (await (await rewatch(chief, look)).json()) as View;
  await report(supervisor, look, [40_000, 44_000]);
  expect((await entriesOf(chief, view, 'video')).every(({ startMs }) => startMs < 12_000)).toBe(true);
  const change = { ended_at: at(42_000) };
  await house.db.updateTable('sessions').set(change).where('id', '=', sessionId).execute();
  const later = (await (await rewatch(chief, look)).json()) as View;
  await house.db
    .updateTable('sessions')
    .set({ ended_at: at(45_000) })
    .where('id', '=', sessionId)
    .execute();
  expect(later.only).toEqual([span(10_000, 12_000), span(40_000, 42_000)]);
});

test('the chief gives a reason, and the look is one that others see', async () => {
  const look = await looked([10_000, 12_000]);
  expect(await codeOf(await rewatch(chief, look, { reasonCode: 'own' }))).toBe('reason_needed');
  expect(await codeOf(await rewatch(chief, look, { reasonCode: 'audit' }))).toBe('reason_needed');
  const view = (await (await rewatch(chief, look)).json()) as View;
  await report(chief, view, [10_000, 11_000]);
  const [newest] = await looksAt();
  expect(newest).toMatchObject({
    id: view.id,
    target: 'watched',
    watchedBy: { name: 'supervisor' },
    watchedSeconds: 1,
  });
  expect(newest?.mayRewatch).toBe(true);
  const entry = house.db.selectFrom('audit_log').select(['thing_kind', 'thing_id']).where('act', '=', 'view.open');
  expect(await entry.orderBy('id', 'desc').limit(1).executeTakeFirst()).toEqual({
    thing_kind: 'session',
    thing_id: sessionId,
  });
});

test('it is for the chief and the officer of the session', async () => {
  const look = await looked([10_000, 12_000]);
  expect(await codeOf(await rewatch(officer, look, { reasonCode: 'own' }))).toBe('opened');
  expect(await codeOf(await rewatch(supervisor, look))).toBe('forbidden');
  const other = await house.visitor('other', 'officer');
  const archivist = await house.visitor('archivist', 'archivist');
  const admin = await house.visitor('admin', 'admin');
  expect(await codeOf(await rewatch(archivist, look))).toBe('forbidden');
  for (const who of [other, admin]) expect(await codeOf(await rewatch(who, look))).toBe('not_found');
  const none = { id: '00000000-0000-7000-8000-000000000000' };
  expect(await codeOf(await rewatch(chief, none))).toBe('not_found');
  expect(await codeOf(await rewatch(chief, await looked()))).toBe('no_footage');
});

test('of a session that became protected nobody outside replays anything, by a new look or an old one', async () => {
  const look = await looked([10_000, 12_000]);
  const view = (await (await rewatch(chief, look)).json()) as View;
  const setClass = (access_class: 'normal' | 'denouncer') =>
    house.db.updateTable('sessions').set({ access_class }).where('id', '=', sessionId).execute();
  await setClass('denouncer');
  const playlist = view.cameras[0]?.playlist ?? '';
  expect(await codeOf(await rewatch(chief, look))).toBe('not_found');
  expect(await codeOf(await house.request(chief, playlist))).toBe('not_found');
  await setClass('normal');
  expect((await house.request(chief, playlist)).status).toBe(200);
});

test('who watched a part of the session in the record of the room is among those who looked', async () => {
  const target = { kind: 'record', roomId: house.room, ...span(0, 50_000) };
  const view = await house.open(supervisor, { target, ...why });
  expect((await looksAt()).some(({ id }) => id === view.id)).toBe(false);
  await report(supervisor, view, [1000, 7000], [46_000, 49_000]);
  const look = (await looksAt()).find(({ id }) => id === view.id);
  expect(look).toMatchObject({ target: 'record', watchedSeconds: 2, watched: [span(5000, 7000)], mayRewatch: false });
  expect(await codeOf(await rewatch(chief, view))).toBe('not_found');
});

async function looksAt() {
  const session = await sessionThing(house.db, officer.id, sessionId);
  return session ? listSessionViews(house.db, { id: officer.id, role: 'officer' }, session) : [];
}
