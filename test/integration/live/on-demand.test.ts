import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LiveHouse, openLive, openLiveHouse, previews, readLive } from './live-house.ts';

let house: LiveHouse<'one' | 'other'>;
beforeAll(async () => {
  house = await openLiveHouse([
    { name: 'one', number: 1 },
    { name: 'other', number: 2, video: 'h265', audio: 'none' },
  ]);
});
afterAll(() => house.close());

const ours = async () => (await previews()).filter((line) => line.includes(`:${ports.rtmp}/`));
let ports: { rtmp: number };

test('the first viewer starts a camera, others share it, and 20 s after the last it stops', async () => {
  const [anna, binh] = [await house.api.visitor('supervisor', 'anna'), await house.api.visitor('chief', 'binh')];
  ({ ports } = await house.api.deps.live.relay.ready());
  expect(await ours()).toEqual([]);
  const first = await readLive(anna, `${(await openLive(anna, house.rooms.one.room)).live[0]?.address}?sound=true`);
  const second = await readLive(binh, (await openLive(binh, house.rooms.one.room)).live[0]?.address ?? '');
  const kinds = (tags: typeof first.tags) => new Set(tags.map(({ kind }) => kind));
  await expect.poll(() => Math.min(first.tags.length, second.tags.length), { timeout: 10_000 }).toBeGreaterThan(50);
  expect(kinds(first.tags)).toEqual(new Set(['script', 'video', 'audio']));
  expect(kinds(second.tags)).toEqual(new Set(['script', 'video']));
  expect(second.tags.find(({ kind, isHeader }) => kind === 'video' && !isHeader)?.isKey).toBe(true);
  expect(await ours()).toHaveLength(1);
  expect((await house.simulated.readers()).one).toBe(1);
  // Nobody who looks at the process list learns the camera's password.
  expect((await previews()).join('\n')).not.toContain(house.login.password);
  first.stop();
  second.stop();
  await expect.poll(() => house.api.deps.live.watching.size, { timeout: 5000 }).toBe(0);
  const since = performance.now();
  await expect.poll(async () => (await house.simulated.readers()).one, { timeout: 30_000 }).toBe(0);
  expect(performance.now() - since).toBeGreaterThan(18_000);
  expect(await ours()).toEqual([]);
}, 60_000);

test('H.265 is converted for showing and says so; without sound nobody waits for it', async () => {
  const who = await house.api.visitor('supervisor', 'dung');
  const view = await openLive(who, house.rooms.other.room);
  const live = await readLive(who, `${view.live[0]?.address}?sound=true`);
  await expect
    .poll(() => live.tags.filter(({ kind }) => kind === 'video').length, { timeout: 10_000 })
    .toBeGreaterThan(30);
  expect(live.tags[0]?.bytes.toString('latin1')).toContain('begins\0\tconverted\u0001\u0001');
  const sizes = live.tags.filter(({ kind }) => kind === 'audio');
  expect(sizes).toEqual([]);
  live.stop();
});

test('nothing is left behind when the api ends, whatever runs', async () => {
  const who = await house.api.visitor('supervisor', 'em');
  const { live } = house.api.deps;
  const watched = await readLive(who, (await openLive(who, house.rooms.one.room)).live[0]?.address ?? '');
  const { pid } = await live.relay.ready();
  expect(await ours()).not.toEqual([]);
  await live.close();
  expect(await watched.over).toBe('ended');
  expect(await ours()).toEqual([]);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  const { watched: seconds } = await house.api.db
    .selectFrom('views')
    .select('watched')
    .where('account_id', '=', who.id)
    .executeTakeFirstOrThrow();
  expect(seconds).not.toBe('{}');
});
