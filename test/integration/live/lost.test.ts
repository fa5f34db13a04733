import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type LiveHouse, openLive, openLiveHouse, readLive } from './live-house.ts';

let house: LiveHouse<'one'>;
let who: Awaited<ReturnType<LiveHouse<'one'>['api']['visitor']>>;
let address: string;
beforeAll(async () => {
  house = await openLiveHouse([{ name: 'one', number: 1 }]);
  who = await house.api.visitor('supervisor');
  address = (await openLive(who, house.rooms.one.room)).live[0]?.address ?? '';
});
afterAll(() => house.close());

async function answers(): Promise<number> {
  const stopping = new AbortController();
  const { status } = await who.request(address, { signal: stopping.signal });
  stopping.abort();
  return status;
}

test('a camera that sends nothing more is told within 3 s, with the time of its last picture', async () => {
  const live = await readLive(who, address);
  await expect.poll(() => live.tags.length, { timeout: 10_000 }).toBeGreaterThan(20);
  const since = Date.now();
  await house.simulated.control('one', 'stall');
  expect(await live.over).toBe('ended');
  const last = live.tags.at(-1);
  expect(last?.bytes.toString('latin1')).toMatch(/onLive.*lost.*stalled.*lastPictureMs/s);
  expect((last?.atMs ?? 0) - since).toBeLessThan(3000);
  await house.simulated.control('one', 'resume');
});

test('one that throws its readers out is told at once, and comes back', async () => {
  const live = await readLive(who, address);
  await expect.poll(() => live.tags.length, { timeout: 10_000 }).toBeGreaterThan(20);
  const since = Date.now();
  await house.simulated.control('one', 'stop');
  expect(await live.over).toBe('ended');
  expect(Date.now() - since).toBeLessThan(3000);
  await expect.poll(answers, { timeout: 10_000 }).toBe(409);
  await house.simulated.control('one', 'start');
  await expect.poll(answers, { timeout: 10_000 }).toBe(200);
});

test('over a WebSocket the cause is told too, though no picture ever came', async () => {
  await house.api.db.updateTable('cameras').set({ address: 'rtsp://127.0.0.1:9/x', revision: 2 }).execute();
  const { live } = await openLive(who, house.rooms.one.room);
  const origin = house.api.baseUrl;
  const words = await new Promise<string>((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${live[0]?.address}`, {
      headers: { cookie: who.cookie(), origin },
    });
    let all = '';
    socket.on('message', (bytes: Buffer) => {
      all += bytes.toString('latin1');
    });
    socket.once('close', () => resolve(all));
  });
  expect(words).toMatch(/^FLV.*onLive.*lost.*refused/s);
});
