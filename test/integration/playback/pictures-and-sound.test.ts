import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clipFacts, ensureClips } from '../../../services/casework/clips/clips.ts';
import { makeLoudness, removeLoudness } from '../../../services/casework/clips/loudness.ts';
import type { CameraLoudness, View } from '../../../services/contracts/view.ts';
import { addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

let house: ReplayHouse;
let officer: Visitor;
let chief: Visitor;
let sessionId: string;
let start = 0;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  chief = await house.visitor('chief', 'chief');
  start = Math.floor(house.clock.nowMs / 1000) * 1000 - 600_000;
  await house.store(new Date(start), 40);
  sessionId = await addSession(house, { officer, from: at(10_000), to: at(30_000) });
  await ensureClips(house.db, sessionId);
});
afterAll(() => house?.close());

const at = (ms: number) => new Date(start + ms);
const span = (fromMs: number, toMs: number) => ({ from: at(fromMs).toISOString(), to: at(toMs).toISOString() });
const look = (who: Visitor): Promise<View> => {
  const target = { kind: 'session', sessionId };
  return house.open(who, { target, reasonCode: who === officer ? 'own' : 'audit', note: 'looked into' });
};
const picture = (who: Visitor, view: View, ms: number) =>
  house.request(who, `/api/views/${view.id}/cameras/${house.camera}/picture?at=${at(ms).toISOString()}`);
const codeOf = async (answer: Response) => ((await answer.json()) as { code: string }).code;

test('a picture of an instant is the key frame before it, and of another instant another', async () => {
  const view = await look(officer);
  const [one, same, other] = await Promise.all([15_300, 15_900, 16_100].map((ms) => picture(officer, view, ms)));
  expect([one?.status, one?.headers.get('content-type'), one?.headers.get('cache-control')]).toEqual([
    ...[200, 'image/jpeg', 'no-store'],
  ]);
  expect(Number(one?.headers.get('taken-at-ms'))).toBe(start + 15_000);
  expect(Number(other?.headers.get('taken-at-ms'))).toBe(start + 16_000);
  const jpegs = await Promise.all([one, same, other].map((answer) => answer?.arrayBuffer() ?? new ArrayBuffer()));
  const [a, b, c] = jpegs.map((jpeg) => Buffer.from(jpeg).toString('base64'));
  expect([a === b, a === c]).toEqual([true, false]);
});

test('outside of the view, for another person and after its end there is none', async () => {
  const view = await look(officer);
  for (const ms of [9_900, 30_000, 35_000]) {
    const refused = await picture(officer, view, ms);
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'outside_view']);
  }
  expect((await picture(chief, view, 15_000)).status).toBe(404);
  expect((await picture(officer, view, 15_000)).status).toBe(200);
  house.clock.nowMs += 61 * 60_000;
  expect(await codeOf(await picture(officer, view, 15_000))).toBe('view_expired');
  house.clock.nowMs -= 61 * 60_000;
});

test('of what another look watched there are pictures of nothing else', async () => {
  const first = await look(officer);
  await house.post(officer, `/api/views/${first.id}/progress`, { watched: [span(12_000, 14_000)] });
  const target = { kind: 'watched', viewId: first.id };
  const again = await house.open(chief, { target, reasonCode: 'audit', note: 'what was watched' });
  expect((await picture(chief, again, 13_000)).status).toBe(200);
  expect(await codeOf(await picture(chief, again, 20_000))).toBe('outside_view');
});

test('more pictures at once than it makes are refused, not kept waiting without end', async () => {
  const view = await look(officer);
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => (await picture(officer, view, 10_000 + i * 300)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(32);
});

test('a look says what the same person has watched before', async () => {
  const first = await look(chief);
  await house.post(chief, `/api/views/${first.id}/progress`, { watched: [span(20_000, 22_000), span(25_000, 26_000)] });
  expect((await look(chief)).watchedBefore).toEqual([span(20_000, 22_000), span(25_000, 26_000)]);
  expect((await look(officer)).watchedBefore).not.toContainEqual(span(20_000, 22_000));
});

test('a picture that is taken out is written down with its instant and hash; outside of the view it is refused', async () => {
  const view = await look(chief);
  const sha256 = createHash('sha256').update(randomBytes(8)).digest('hex');
  const take = (who: Visitor, ms: number) => {
    const body = { cameraId: house.camera, at: at(ms).toISOString(), sha256 };
    return house.post(who, `/api/views/${view.id}/snapshots`, body);
  };
  expect((await take(chief, 15_120)).status).toBe(204);
  expect(await codeOf(await take(chief, 35_000))).toBe('outside_view');
  expect((await take(officer, 15_120)).status).toBe(404);
  const taken = await house.db
    .selectFrom('audit_log')
    .select(['account_id', 'thing_id', 'details'])
    .where('act', '=', 'view.snapshot')
    .execute();
  const details = { viewId: view.id, cameraId: house.camera, at: at(15_120).toISOString(), sha256 };
  expect(taken).toEqual([{ account_id: chief.id, thing_id: sessionId, details }]);
});

test('loudness is measured for each half second and told inside of the view only; with the footage it goes', async () => {
  const view = await look(officer);
  expect(await loudness(view)).toEqual([]);
  await measure();
  const whole = await loudness(view);
  expect(whole).toMatchObject([{ cameraId: house.camera, stepMs: 500, ...{ from: at(10_000).toISOString() } }]);
  expect(whole[0]?.made).toEqual([span(10_000, 30_000)]);
  const levels = Buffer.from(whole[0]?.levels ?? '', 'base64');
  // A sine of 1/8 of full scale: 18 dB for the height, 3 for the form.
  expect([levels.length, ...new Set(levels)]).toEqual([40, Math.round(((80 - 21) / 80) * 254)]);
  const target = { kind: 'record', roomId: house.room, from: at(12_250).toISOString(), to: at(34_000).toISOString() };
  const [part] = await loudness(await house.open(chief, { target, reasonCode: 'audit', note: 'noise' }), chief);
  expect(part?.made).toEqual([span(12_250, 30_000)]);
  const told = Buffer.from(part?.levels ?? '', 'base64');
  expect([part?.from, told.length, told.filter((level) => level === 255).length]).toEqual([
    ...[at(12_500).toISOString(), 43, 8],
  ]);
  await removeLoudness(house.db, sessionId);
  expect(await loudness(view)).toEqual([]);
});

async function loudness(view: View, who = officer): Promise<CameraLoudness[]> {
  const answer = await house.request(who, `/api/views/${view.id}/loudness`);
  return ((await answer.json()) as { cameras: CameraLoudness[] }).cameras;
}

async function measure() {
  const { id } = await house.db.selectFrom('clips').select('id').executeTakeFirstOrThrow();
  const clip = await clipFacts(house.db, id);
  if (!clip) throw new Error('no clip');
  const deps = { db: house.db, bucket: house.bucket, ffmpegPath: 'ffmpeg' };
  await makeLoudness(deps, clip, new AbortController().signal);
}
