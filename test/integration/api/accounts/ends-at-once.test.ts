import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endLoginsOf } from '../../../../services/access/accounts/logins.ts';
import { accountRoutes, ownAccountRoutes } from '../../../../services/contracts/access/account.ts';
import { viewRoutes } from '../../../../services/contracts/view.ts';
import { storeSegment } from '../../../../services/recording/store-segment.ts';
import { startApi, type TestApi } from '../../../support/api.ts';
import type { Client } from '../../../support/client.ts';
import { createCameraRow, segmentRow } from '../../../support/ledger/ledger.ts';

let api: TestApi;
let admin: Client;
let roomId: string;
let cameraId: string;
/** When the one segment begins; ten seconds long, and far more bytes than the kernel takes in advance. */
let start: number;
const bytes = 64 * 1024 * 1024;
const initBytes = 1000;
beforeAll(async () => {
  api = await startApi();
  admin = await api.visitor('admin');
  ({ roomId, cameraId } = await createCameraRow(api.db));
  start = Math.floor(Date.now() / 1000) * 1000 - 60_000;
  await api.db
    .updateTable('cameras')
    .set({ created_at: new Date(start - 1000), accounted_until: new Date(start - 1000) })
    .where('id', '=', cameraId)
    .execute();
  const body = randomBytes(bytes);
  const sha256 = createHash('sha256').update(body).digest();
  const { versionId } = await api.deps.bucket.put({ key: 'big/video.mp4', body, sha256, contentType: 'video/mp4' });
  const row = segmentRow(cameraId, 1)(0, start, start + 10_000);
  const object = { key: 'big/video.mp4', versionId, bytes, sha256, initBytes, fragmentBytes: [bytes - initBytes] };
  await storeSegment(api.db, { ...row, video: { ...row.video, ...object } });
});
afterAll(() => api.close());

const iso = (ms: number) => new Date(ms).toISOString();

/** A supervisor with a socket, in the middle of footage that they take slowly. */
async function looking(login: string) {
  const visitor = await api.visitor('supervisor', login);
  const socket = visitor.socket();
  await socket.connected;
  const target = { kind: 'record' as const, roomId, from: iso(start), to: iso(start + 10_000) };
  const view = await visitor.call(viewRoutes.open, { body: { target, reasonCode: 'incident', note: 'tiếng ồn' } });
  const address = `${api.baseUrl}/api/views/${view.id}/cameras/${cameraId}/video/${start}.mp4`;
  const headers = { cookie: visitor.cookie(), range: `bytes=0-${bytes - 1}` };
  const answer = await fetch(address, { headers });
  expect(answer.status).toBe(206);
  const reader = answer.body?.getReader();
  if (!reader) throw new Error('no footage');
  let taken = (await reader.read()).value?.length ?? 0;
  /** Takes all the rest; returns how many bytes have come. */
  const takeRest = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) taken += next.value.length;
  };
  return { visitor, socket, address, takeRest, taken: () => taken };
}

/** Within a second the server sends nothing more, and the rest of the answer never comes. */
async function isCutWithinASecond({ socket, address, visitor, takeRest, taken }: Awaited<ReturnType<typeof looking>>) {
  await expect.poll(() => api.deps.openAnswers.logins(), { timeout: 1000, interval: 20 }).toEqual([]);
  await Promise.all([socket.ended, socket.closed]);
  await expect(takeRest()).rejects.toThrow('terminated');
  expect(taken()).toBeLessThan(bytes / 2);
  const again = await fetch(address, { headers: { cookie: visitor.cookie(), range: 'bytes=0-100' } });
  expect(again.status).toBe(401);
}

test('disabling an account, and a new role, stop its sockets and running footage', async () => {
  for (const [login, body] of [
    ['disabled', { disabled: true }],
    ['new-role', { role: 'archivist' as const }],
  ] as const) {
    const looks = await looking(login);
    await admin.call(accountRoutes.changeAccount, { params: { accountId: looks.visitor.id }, body });
    await isCutWithinASecond(looks);
  }
});

test('an administrator ends all logins of an account', async () => {
  const looks = await looking('ended');
  const params = { accountId: looks.visitor.id };
  expect(await admin.call(accountRoutes.endLogins, { params })).toEqual({ ended: 1 });
  await isCutWithinASecond(looks);
  await api.stranger().logIn(looks.visitor.login, looks.visitor.password);
});

test('a person ends it from another browser', async () => {
  const looks = await looking('elsewhere');
  const other = api.stranger();
  await other.logIn(looks.visitor.login, looks.visitor.password);
  const { items } = await other.call(ownAccountRoutes.logins);
  const [before] = items.filter(({ isThis }) => !isThis);
  await other.call(ownAccountRoutes.endLogin, { params: { loginId: before?.id ?? '' } });
  await isCutWithinASecond(looks);
  await other.call(accountRoutes.people);
});

test('the command line ends it too, though it tells the api nothing', async () => {
  const looks = await looking('command-line');
  await endLoginsOf(api.db, looks.visitor.id);
  await isCutWithinASecond(looks);
});

test('the others go on', async () => {
  const [one, other] = [await looking('stays'), await looking('goes')];
  await admin.call(accountRoutes.endLogins, { params: { accountId: other.visitor.id } });
  await other.socket.closed;
  await one.takeRest();
  expect(one.taken()).toBe(bytes);
  one.socket.close();
});
