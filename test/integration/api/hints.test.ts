import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyone } from '../../../services/access/audience.ts';
import { accountRoutes } from '../../../services/contracts/access/account.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { openClient } from '../../support/client.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const uuid = (digit: string) => `00000000-0000-4000-8000-00000000000${digit}`;
const ids = (socket: { hints: readonly { id: string }[] }) => socket.hints.map(({ id }) => id);

test('a hint reaches its audience and nobody else', async () => {
  const officer = await api.visitor('officer', 'hint-officer');
  const other = await api.visitor('officer', 'hint-other');
  const chief = await api.visitor('chief', 'hint-chief');
  const sockets = [officer, other, chief].map((visitor) => visitor.socket());
  const [mine, others, chiefs] = sockets as [(typeof sockets)[0], (typeof sockets)[0], (typeof sockets)[0]];
  await Promise.all(sockets.map(({ connected }) => connected));
  // Redis may still be connecting: what counts is that everyone hears the last one.
  await expect
    .poll(async () => {
      await api.deps.publish({ kind: 'room', id: uuid('0'), version: 0 }, everyone);
      return sockets.every((socket) => ids(socket).includes(uuid('0')));
    })
    .toBe(true);
  await api.deps.publish({ kind: 'session', id: uuid('1'), version: 1 }, [`account:${officer.id}`]);
  await api.deps.publish({ kind: 'session', id: uuid('2'), version: 1 }, ['role:chief']);
  await api.deps.publish({ kind: 'session', id: uuid('3'), version: 1 }, []);
  await api.deps.publish({ kind: 'room', id: uuid('9'), version: 0 }, everyone);
  await expect.poll(() => sockets.every((socket) => ids(socket).includes(uuid('9')))).toBe(true);
  const secret = (socket: (typeof sockets)[0]) =>
    ids(socket).filter((id) => ['1', '2', '3'].some((d) => id === uuid(d)));
  expect([mine, others, chiefs].map(secret)).toEqual([[uuid('1')], [], [uuid('2')]]);
  for (const socket of sockets) socket.close();
});

test('a change made in one browser shows in another', async () => {
  const admin = await api.visitor('admin', 'shows-admin');
  const officer = await api.visitor('officer', 'shows-officer');
  const socket = officer.socket();
  await socket.connected;
  const { id } = await admin.call(roomRoutes.create, { body: { code: 'shows', name: 'Phòng', kind: 'reception' } });
  await expect.poll(() => ids(socket)).toContain(id);
  socket.close();
});

test('logging out ends the socket at once', async () => {
  const visitor = await api.visitor('officer', 'socket-logout');
  const socket = visitor.socket();
  await socket.connected;
  await visitor.call(accountRoutes.logout);
  await Promise.all([socket.ended, socket.closed]);
});

test('a new role ends the socket, so that no group of the old role is left', async () => {
  const admin = await api.visitor('admin', 'role-admin');
  const visitor = await api.visitor('chief', 'socket-role');
  const socket = visitor.socket();
  await socket.connected;
  await admin.call(accountRoutes.changeAccount, { params: { accountId: visitor.id }, body: { role: 'officer' } });
  await Promise.all([socket.ended, socket.closed]);
});

test('strangers and other origins get no socket', async () => {
  await expect(api.stranger().socket().connected).rejects.toThrow('not_logged_in');
  const visitor = await api.visitor('officer', 'socket-origin');
  const foreign = openClient(api.baseUrl, { origin: 'http://evil.example' });
  await expect(foreign.socketWith(visitor.cookie()).connected).rejects.toThrow();
  const own = visitor.socket();
  await own.connected;
  own.close();
});
