import { afterAll, beforeAll, expect, test } from 'vitest';
import type { View } from '../../../services/contracts/view.ts';
import { addCase, addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

let house: ReplayHouse;
let officer: Visitor;
let supervisor: Visitor;
let sessionId: string;
let caseId: string;
let start = 0;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  supervisor = await house.visitor('supervisor', 'supervisor');
  start = house.clock.nowMs - 600_000;
  await house.store(new Date(start), 30);
  sessionId = await addSession(house, { officer, from: new Date(start + 12_300), to: new Date(start + 25_500) });
  caseId = await addCase(house, sessionId, officer);
});
afterAll(() => house?.close());

const openOwn = () => house.open(officer, { target: { kind: 'session', sessionId }, reasonCode: 'own' });

/** Every media address of a view: the playlists and what they list. */
function addressesOf(view: View) {
  const at = `/api/views/${view.id}/cameras/${house.camera}`;
  const segment = start + 10_000;
  const media = [`video/${segment}.mp4`, `audio/${segment}.mp4`, `audio/${segment}/init.mp4`];
  return ['index.m3u8', 'video.m3u8', 'audio.m3u8', ...media].map((name) => `${at}/${name}`);
}

async function outcome(who: Visitor | null, address: string, range = 'bytes=0-100') {
  const answer = await house.request(who, address, { headers: { range } });
  const text = await answer.text();
  return answer.ok ? String(answer.status) : ((JSON.parse(text) as { code: string }).code ?? text);
}

const outcomes = (who: Visitor | null, view: View) =>
  Promise.all(addressesOf(view).map((address) => outcome(who, address)));

test('every media address works for the person who gave the reason and for nobody else', async () => {
  const view = await openOwn();
  expect(await outcomes(officer, view)).toEqual(['200', '200', '200', '206', '200', '200']);
  expect(await outcomes(supervisor, view)).toEqual(Array(6).fill('not_found'));
  expect(await outcomes(null, view)).toEqual(Array(6).fill('not_logged_in'));
  const madeUp = { ...view, id: '00000000-0000-7000-8000-000000000000' };
  expect(await outcomes(officer, madeUp)).toEqual(Array(6).fill('not_found'));
});

test('an expired view plays nothing', async () => {
  const view = await openOwn();
  const openedMs = house.clock.nowMs;
  house.clock.nowMs += 61 * 60_000;
  expect(await outcomes(officer, view)).toEqual(Array(6).fill('view_expired'));
  house.clock.nowMs = openedMs;
});

test('bytes outside the view are refused: the seconds before, the next segment, a request for all', async () => {
  const view = await openOwn();
  const playlist = await (await house.request(officer, addressesOf(view)[1] ?? '')).text();
  const [, length, first] = /BYTERANGE:(\d+)@(\d+)/.exec(playlist)?.map(Number) ?? [];
  const address = `/api/views/${view.id}/cameras/${house.camera}/video/${start + 10_000}.mp4`;
  const from = first ?? 0;
  const to = from + (length ?? 0) - 1;
  const answer = await house.request(officer, address, { headers: { range: `bytes=${from}-${to}` } });
  expect(answer.headers.get('content-range')).toMatch(new RegExp(`^bytes ${from}-${to}/\\d+$`));
  expect((await answer.arrayBuffer()).byteLength).toBe(length);
  expect(await outcome(officer, address, `bytes=${from - 1}-${to}`)).toBe('outside_view');
  expect(await outcome(officer, address, 'bytes=0-')).toBe('outside_view');
  expect(await outcome(officer, address, 'bytes=-100')).toBe('range_not_satisfiable');
  expect(await outcome(officer, address.replace(String(start + 10_000), String(start)))).toBe('outside_view');
  expect(await outcome(officer, address.replace(String(start + 10_000), '17'))).toBe('outside_view');
  expect((await house.request(officer, address)).status).toBe(403);
});

test('administrator and archivist open nothing; an officer not another one’s session; each refusal is written', async () => {
  const body = { target: { kind: 'session', sessionId }, reasonCode: 'complaint', caseId };
  const refused = async (login: string, role: Parameters<typeof house.visitor>[1]) => {
    const who = await house.visitor(login, role);
    const answer = await house.post(who, '/api/views', body);
    const written = await house.db.selectFrom('audit_log').selectAll().where('account_id', '=', who.id).execute();
    expect(written).toMatchObject([{ act: 'view.open', outcome: 'refused', thing_id: sessionId }]);
    return ((await answer.json()) as { code: string }).code;
  };
  expect(await refused('admin', 'admin')).toBe('not_found');
  expect(await refused('archivist', 'archivist')).toBe('forbidden');
  expect(await refused('colleague', 'officer')).toBe('not_found');
});

test('a conflict added later stops a view that is being played', async () => {
  const view = await house.open(supervisor, { target: { kind: 'session', sessionId }, reasonCode: 'audit', caseId });
  expect(await outcomes(supervisor, view)).toEqual(['200', '200', '200', '206', '200', '200']);
  const conflict = { case_id: caseId, account_id: supervisor.id, reason: 'line of the person', added_by: officer.id };
  await house.db.insertInto('case_conflicts').values(conflict).execute();
  expect(await outcomes(supervisor, view)).toEqual(Array(6).fill('not_found'));
});
