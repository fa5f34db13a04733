import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionThing } from '../../../services/access/session-things.ts';
import { listSessionViews } from '../../../services/access/views/session-views.ts';
import type { View } from '../../../services/contracts/view.ts';
import { addCase, addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

let house: ReplayHouse;
let officer: Visitor;
let chief: Visitor;
let start = 0;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  chief = await house.visitor('chief', 'chief');
  start = house.clock.nowMs - 600_000;
  await house.store(new Date(start), 60);
});
afterAll(() => house?.close());

const at = (ms: number) => new Date(start + ms);
const span = (fromMs: number, toMs: number) => ({ from: at(fromMs).toISOString(), to: at(toMs).toISOString() });

async function codeOf(who: Visitor, body: object): Promise<string> {
  const answer = await house.post(who, '/api/views', body);
  return answer.ok ? 'opened' : ((await answer.json()) as { code: string }).code;
}

test('a reason is asked for, and the case must be one of the session', async () => {
  const sessionId = await addSession(house, { officer, from: at(1000), to: at(5000) });
  const otherSession = await addSession(house, { officer, from: at(5000), to: at(6000) });
  const target = { kind: 'session', sessionId };
  const caseId = await addCase(house, sessionId, officer, 11);
  const foreignCase = await addCase(house, otherSession, officer, 12);
  expect(await codeOf(chief, { target, reasonCode: 'own' })).toBe('reason_needed');
  expect(await codeOf(chief, { target, reasonCode: 'complaint' })).toBe('reason_needed');
  expect(await codeOf(chief, { target, reasonCode: 'complaint', caseId: foreignCase })).toBe('reason_needed');
  expect(await codeOf(chief, { target, reasonCode: 'other', caseId })).toBe('reason_needed');
  expect(await codeOf(chief, { target, reasonCode: 'complaint', caseId })).toBe('opened');
  expect(await codeOf(officer, { target, reasonCode: 'own' })).toBe('opened');
});

test('what was played is merged, cut to the view, and shown to the officer of the session', async () => {
  const sessionId = await addSession(house, { officer, from: at(10_000), to: at(20_000) });
  const view = await house.open(chief, { target: { kind: 'session', sessionId }, reasonCode: 'audit', note: 'draw 7' });
  const report = async (watched: { from: string; to: string }[]) =>
    (await house.post(chief, `/api/views/${view.id}/progress`, { watched })).json();
  expect(await report([span(11_000, 13_000), span(12_000, 14_000)])).toEqual({ watchedSeconds: 3 });
  expect(await report([span(13_500, 15_000), span(19_000, 90_000)])).toEqual({ watchedSeconds: 5 });
  const views = await looksAt(sessionId);
  expect(views).toMatchObject([
    {
      person: { name: 'chief' },
      reasonCode: 'audit',
      note: 'draw 7',
      watchedSeconds: 5,
      watched: [span(11_000, 15_000), span(19_000, 20_000)],
    },
  ]);
});

test('a running session can be seen up to now, one that has not begun to be recorded cannot', async () => {
  const sessionId = await addSession(house, { officer, from: at(50_000), to: null });
  const view = await house.open(officer, { target: { kind: 'session', sessionId }, reasonCode: 'own' });
  expect(Date.parse(view.to)).toBe(house.clock.nowMs);
  await house.db
    .updateTable('sessions')
    .set({ ended_at: at(55_000) })
    .where('id', '=', sessionId)
    .execute();
});

test('a record view leaves out what the person may not replay, also what becomes protected later', async () => {
  const target = { kind: 'record', roomId: house.room, ...span(20_000, 50_000) };
  await addSession(house, { officer, from: at(30_000), to: at(34_000), accessClass: 'denouncer' });
  const view = await house.open(chief, { target, reasonCode: 'incident', note: 'noise' });
  expect(view.cameras.map((camera) => camera.footage)).toEqual([[span(20_000, 30_000), span(34_000, 50_000)]]);
  expect(await listedSeconds(view)).toBe(10 + 16);
  await addSession(house, { officer, from: at(40_500), to: at(42_500), accessClass: 'denouncer' });
  expect(await listedSeconds(view)).toBe(10 + 16 - 3);
  const played = { watched: [span(29_000, 35_000)] };
  const progress = await house.post(chief, `/api/views/${view.id}/progress`, played);
  expect(await progress.json()).toEqual({ watchedSeconds: 2 });
});

test('a record view is for supervisors and chiefs, at most four hours, with a reason', async () => {
  const target = { kind: 'record', roomId: house.room, ...span(20_000, 50_000) };
  const long = { ...target, from: at(-5 * 3_600_000).toISOString() };
  expect(await codeOf(officer, { target, reasonCode: 'incident', note: 'noise' })).toBe('forbidden');
  expect(await codeOf(chief, { target, reasonCode: 'incident' })).toBe('reason_needed');
  expect(await codeOf(chief, { target: long, reasonCode: 'incident', note: 'noise' })).toBe('invalid_input');
  const nowhere = { ...target, roomId: '00000000-0000-7000-8000-000000000000' };
  expect(await codeOf(chief, { target: nowhere, reasonCode: 'incident', note: 'noise' })).toBe('not_found');
});

/** Who looked, as the officer of the session sees it. */
async function looksAt(sessionId: string) {
  const session = await sessionThing(house.db, officer.id, sessionId);
  return session ? listSessionViews(house.db, { id: officer.id, role: 'officer' }, session) : [];
}

async function listedSeconds(view: View): Promise<number> {
  const address = view.cameras[0]?.playlist.replace('index', 'video') ?? '';
  const text = await (await house.request(chief, address)).text();
  return [...text.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, one]) => sum + Number(one), 0);
}
