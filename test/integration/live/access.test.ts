import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { protectionRoutes } from '../../../services/contracts/custody/protection.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { type LiveHouse, openLive, openLiveHouse, readLive } from './live-house.ts';

type Visitor = Awaited<ReturnType<LiveHouse<'a'>['api']['visitor']>>;

const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
let house: LiveHouse<'a' | 'b' | 'c'>;
let officer: Visitor;
let supervisor: Visitor;
let chief: Visitor;
beforeAll(async () => {
  const cameras = (['a', 'b', 'c'] as const).map((name, number) => ({ name, number }));
  house = await openLiveHouse(cameras, { clock });
  [officer, supervisor, chief] = [
    await house.api.visitor('officer'),
    await house.api.visitor('supervisor'),
    await house.api.visitor('chief'),
  ];
});
afterAll(() => house.close());

const form = {
  ...({ kind: 'regular', visit: 'first', peopleCount: 1, noticeGiven: true, note: '' } as const),
  ...({ noticeHow: 'spoken', noticeLanguage: 'vi' } as const),
};
const start = (by: Visitor, roomId: string, caseKind: 'KN' | 'TC') =>
  by.call(sessionRoutes.start, { body: { ...form, roomId, caseKind, caseKeys: [] } });
const stop = (by: Visitor, sessionId: string) => by.call(sessionRoutes.stop, { params: { sessionId } });
const refused = (code: string) => expect.objectContaining({ code });
const roomOf = async (who: Visitor, id: string) => {
  const { items } = await who.call(roomRoutes.list);
  return items.find((room) => room.id === id);
};
/** Watches and has a picture. */
async function watch(who: Visitor, address: string | undefined) {
  const live = await readLive(who, address ?? '');
  await expect.poll(() => live.tags.length, { timeout: 10_000 }).toBeGreaterThan(20);
  return live;
}
/** Milliseconds until nothing more comes. */
async function cutAfter(live: Awaited<ReturnType<typeof watch>>, sinceMs: number) {
  expect(await live.over).toBe('cut');
  return Math.max(0, (live.tags.at(-1)?.atMs ?? sinceMs) - sinceMs);
}

test('a denunciation begins: whoever is not of it sees nothing after a second, and who received it goes on', async () => {
  const { room } = house.rooms.a;
  const [theirs, chiefs] = [await openLive(supervisor, room), await openLive(chief, room)];
  const [one, two] = [await watch(supervisor, theirs.live[0]?.address), await watch(chief, chiefs.live[0]?.address)];
  await expect(openLive(officer, room, 'own')).rejects.toThrow(refused('forbidden'));
  const since = Date.now();
  const session = await start(officer, room, 'TC');
  expect(await cutAfter(one, since)).toBeLessThan(1000);
  expect(await cutAfter(two, since)).toBeLessThan(1000);
  const own = await watch(officer, (await openLive(officer, room, 'own')).live[0]?.address);
  for (const who of [supervisor, chief]) {
    await expect(openLive(who, room)).rejects.toThrow(refused('forbidden'));
    expect(await roomOf(who, room)).toMatchObject({ mayWatch: false, occupancy: { kind: 'protected' }, picture: null });
  }
  expect((await supervisor.request(theirs.live[0]?.address ?? '')).status).toBe(403);
  // The session ends: its officer is no longer received by anybody there.
  const ended = Date.now();
  await stop(officer, session.id);
  expect(await cutAfter(own, ended)).toBeLessThan(1000);
  // Nothing that was filmed during it is shown to others, though players begin at a key frame that may lie in it.
  const after = await watch(supervisor, (await openLive(supervisor, room)).live[0]?.address);
  const firstKey = after.tags.find(({ isKey }) => isKey);
  expect(firstKey?.atMs).toBeGreaterThan(ended + 900);
  after.stop();
});

test('a class that is raised ends it too; who looked, live and how long, is told to those who may ask', async () => {
  const { room } = house.rooms.b;
  const session = await start(officer, room, 'KN');
  const live = await watch(supervisor, (await openLive(supervisor, room)).live[0]?.address);
  const views = async () => (await officer.call(sessionRoutes.views, { params: { sessionId: session.id } })).items;
  // While it goes on, what was sent is written down every other second.
  await expect.poll(async () => (await views())[0]?.watchedSeconds ?? 0, { timeout: 10_000 }).toBeGreaterThan(1.5);
  const since = Date.now();
  const body = { to: 'restricted' as const, reason: 'named by somebody' };
  await officer.call(protectionRoutes.raiseSession, { params: { sessionId: session.id }, body });
  expect(await cutAfter(live, since)).toBeLessThan(1000);
  const [look] = await views();
  expect(look).toMatchObject({ target: 'live', reasonCode: 'monitoring', note: 'on duty', mayRewatch: false });
  expect(look?.watchedSeconds).toBeLessThan(10);
  const log = await house.api.db
    .selectFrom('audit_log')
    .select(['act', 'outcome'])
    .where('account_id', '=', supervisor.id)
    .where('thing_id', '=', room)
    .execute();
  expect(log).toEqual([{ act: 'view.live', outcome: 'done' }]);
  await stop(officer, session.id);
});

test('whoever listens is seen by all who know of the room, within seconds, and not any more afterwards', async () => {
  const { room } = house.rooms.c;
  const session = await start(officer, room, 'KN');
  const socket = officer.socket();
  await socket.connected;
  const { live, id } = await openLive(supervisor, room);
  const silent = await watch(supervisor, live[0]?.address);
  const told = () =>
    house.api.db.selectFrom('views').select('id').where('id', '=', id).where(sql<boolean>`not isempty(watched)`);
  await expect.poll(() => told().execute(), { timeout: 5000 }).toHaveLength(1);
  expect((await roomOf(officer, room))?.isHeard).toBe(false);
  const loud = await watch(supervisor, `${live[0]?.address}?sound=true`);
  await expect.poll(async () => (await roomOf(officer, room))?.isHeard, { timeout: 5000 }).toBe(true);
  expect(socket.hints).toContainEqual(expect.objectContaining({ kind: 'room', id: room }));
  loud.stop();
  await expect.poll(async () => (await roomOf(officer, room))?.isHeard, { timeout: 5000 }).toBe(false);
  silent.stop();
  socket.close();
  await stop(officer, session.id);
});

test('a live view shows its room and nothing else, to one person, while it lasts', async () => {
  const { live, id } = await openLive(supervisor, house.rooms.a.room);
  const address = live[0]?.address ?? '';
  const other = address.replace(house.rooms.a.camera, house.rooms.b.camera);
  expect((await supervisor.request(other)).status).toBe(404);
  expect((await chief.request(address)).status).toBe(404);
  // No footage of the record through a live view, hidden or not.
  const playlist = `/api/views/${id}/cameras/${house.rooms.a.camera}/index.m3u8`;
  expect((await supervisor.request(playlist)).status).toBe(404);
  const running = await watch(supervisor, address);
  clock.aheadMs = 2 * 3_600_000;
  expect(await cutAfter(running, Date.now())).toBeLessThan(1000);
  expect((await supervisor.request(address)).status).toBe(403);
  clock.aheadMs = 0;
});

test('a WebSocket is let in like any other request: own pages, own login', async () => {
  const { live } = await openLive(supervisor, house.rooms.a.room);
  const connect = (cookie: string, origin: string) => {
    const socket = new WebSocket(`${house.api.baseUrl.replace('http', 'ws')}${live[0]?.address}`, {
      headers: { cookie, origin },
    });
    return new Promise<number | 'open'>((resolve) => {
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      socket.on('error', () => {});
      socket.once('message', () => {
        socket.close();
        resolve('open');
      });
    });
  };
  expect(await connect(supervisor.cookie(), house.api.baseUrl)).toBe('open');
  expect(await connect(supervisor.cookie(), 'http://elsewhere.example')).toBe(403);
  expect(await connect('', house.api.baseUrl)).toBe(401);
  expect(await connect(chief.cookie(), house.api.baseUrl)).toBe(404);
});

test('a login that ends takes its live pictures along, over a WebSocket too', async () => {
  const gone = await house.api.visitor('supervisor', 'gone');
  const { live } = await openLive(gone, house.rooms.b.room);
  const socket = new WebSocket(`${house.api.baseUrl.replace('http', 'ws')}${live[0]?.address}`, {
    headers: { cookie: gone.cookie(), origin: house.api.baseUrl },
  });
  await new Promise((resolve) => socket.once('message', resolve));
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const since = performance.now();
  await house.api.db.updateTable('logins').set({ ended_at: new Date() }).where('account_id', '=', gone.id).execute();
  await closed;
  // That it takes no second is ends-at-once.test.ts; here the way there is a WebSocket.
  expect(performance.now() - since).toBeLessThan(2000);
});

test('a room whose recording is paused is not shown either', async () => {
  const { room } = house.rooms.c;
  const { live } = await openLive(supervisor, room);
  const running = await watch(supervisor, live[0]?.address);
  await chief.call(roomRoutes.pause, { params: { roomId: room }, body: { reason: 'a break', minutes: 5 } });
  expect(await running.over).toBe('ended');
  expect(running.tags.at(-1)?.bytes.toString('latin1')).toContain('paused');
  expect((await supervisor.request(live[0]?.address ?? '')).status).toBe(409);
  await chief.call(roomRoutes.resume, { params: { roomId: room } });
});
