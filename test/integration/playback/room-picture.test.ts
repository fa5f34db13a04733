import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

let house: ReplayHouse;
let officer: Visitor;
let supervisor: Visitor;
let start = 0;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  supervisor = await house.visitor('supervisor', 'supervisor');
  start = house.clock.nowMs - 45_000;
  await house.store(new Date(start), 30);
});
afterAll(() => house?.close());

const pictureFor = (who: Visitor) => house.request(who, `/api/cameras/${house.camera}/picture`);
const statusFor = async (who: Visitor) => (await pictureFor(who)).status;
const at = (ms: number) => new Date(start + ms);

test('a free room: a small JPEG for those who watch, written down once in an hour; never for administrators', async () => {
  const answer = await pictureFor(supervisor);
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(Buffer.from(await answer.arrayBuffer()).readUInt16BE(0)).toBe(0xffd8);
  expect(await statusFor(supervisor)).toBe(200);
  expect(await statusFor(officer)).toBe(200);
  expect(await statusFor(await house.visitor('admin', 'admin'))).toBe(403);
  expect(await statusFor(await house.visitor('archivist', 'archivist'))).toBe(403);
  const looks = await house.db.selectFrom('audit_log').select('id').where('act', '=', 'media.look').execute();
  expect(looks).toHaveLength(2);
});

test('an occupied room: not for another officer, for the supervisor, unless the session is protected', async () => {
  const other = await house.visitor('other', 'officer');
  const sessionId = await addSession(house, { officer, from: at(40_000), to: null });
  expect(await Promise.all([officer, other, supervisor].map(statusFor))).toEqual([200, 403, 200]);
  await house.db.updateTable('sessions').set({ access_class: 'denouncer' }).where('id', '=', sessionId).execute();
  expect(await Promise.all([officer, other, supervisor].map(statusFor))).toEqual([403, 403, 403]);
  await house.db
    .updateTable('sessions')
    .set({ ended_at: at(41_000) })
    .where('id', '=', sessionId)
    .execute();
  expect(await Promise.all([officer, other, supervisor].map(statusFor))).toEqual([200, 200, 200]);
});

test('the room is free again, but the newest footage is from inside a protected session', async () => {
  await addSession(house, { officer, from: at(20_000), to: at(29_500), accessClass: 'denouncer' });
  expect(await statusFor(supervisor)).toBe(403);
  expect(await statusFor(officer)).toBe(403);
});

test('an old picture is not shown as a recent one', async () => {
  house.clock.nowMs += 180_000;
  expect(await statusFor(officer)).toBe(409);
});
