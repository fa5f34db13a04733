import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheFolder, loadFile } from '../../../infra/stack/camera/load-file.ts';
import { FlvReader, type FlvTag } from '../../../services/adapters/video/live/flv.ts';
import type { Client } from '../../support/client.ts';
import { type LiveHouse, openLive, openLiveHouse, readLive } from './live-house.ts';

let house: LiveHouse<'heavy'>;
beforeAll(async () => {
  // 1080p25 of 4 Mbit/s.
  house = await openLiveHouse([{ name: 'heavy', number: 1, file: await loadFile(cacheFolder(process.env)) }]);
});
afterAll(() => house.close());

/** A browser that can be told to read no more. */
function readByHand(who: Client, address: string) {
  const { hostname, port, host } = new URL(house.api.baseUrl);
  const socket: Socket = connect(Number(port), hostname);
  socket.write(`GET ${address} HTTP/1.0\r\nHost: ${host}\r\nCookie: ${who.cookie()}\r\n\r\n`);
  const reader = new FlvReader();
  const tags: FlvTag[] = [];
  let head: Buffer | null = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    if (head === null) return void tags.push(...reader.push(chunk));
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    tags.push(...reader.push(head.subarray(end + 4)));
    head = null;
  });
  return { socket, tags };
}

const timeOf = ({ bytes }: FlvTag) => bytes.readUIntBE(4, 3) + ((bytes[7] ?? 0) << 24);

test('who reads slowly is left behind and goes on at a key frame; the others notice nothing', async () => {
  const who = await house.api.visitor('supervisor');
  const { live } = await openLive(who, house.rooms.heavy.room);
  const address = live[0]?.address ?? '';
  const good = await readLive(who, address);
  await expect.poll(() => good.tags.length, { timeout: 15_000 }).toBeGreaterThan(50);
  const before = new Set(house.api.deps.live.watching);
  const slow = readByHand(who, address);
  await expect.poll(() => slow.tags.length, { timeout: 10_000 }).toBeGreaterThan(50);
  const [server] = [...house.api.deps.live.watching].filter((one) => !before.has(one));
  slow.socket.pause();
  // The kernel takes some megabytes for it first.
  let most = 0;
  await expect
    .poll(
      () => {
        most = Math.max(most, server?.viewer.waitingBytes() ?? 0);
        return server?.viewer.skips;
      },
      { timeout: 40_000, interval: 20 },
    )
    .toBe(1);
  const taken = slow.tags.length;
  const since = good.tags.length;
  await expect.poll(() => good.tags.length - since, { timeout: 10_000 }).toBeGreaterThan(100);
  // What waits for it does not grow while it reads nothing: a mebibyte, and the picture that was over it.
  expect(server?.viewer.waitingBytes()).toBeLessThan(1.3 * 1024 * 1024);
  expect(most).toBeLessThan(1.3 * 1024 * 1024);
  slow.socket.resume();
  const jump = () => slow.tags.findIndex((tag, i) => i > taken && timeOf(tag) - timeOf(slow.tags[i - 1] ?? tag) > 1000);
  await expect.poll(jump, { timeout: 20_000 }).toBeGreaterThan(0);
  await expect.poll(() => slow.tags.length - jump(), { timeout: 10_000 }).toBeGreaterThan(20);
  // After what was lost: parameter sets, then a key frame.
  const next = slow.tags.slice(jump() - 2).filter(({ kind }) => kind === 'video');
  const begin = next.findIndex(({ isHeader }) => isHeader);
  expect(next.slice(begin, begin + 2)).toEqual([
    expect.objectContaining({ isHeader: true }),
    expect.objectContaining({ isKey: true }),
  ]);
  const pauses = good.tags.slice(1).map((tag, i) => tag.atMs - (good.tags[i]?.atMs ?? 0));
  expect(Math.max(...pauses)).toBeLessThan(800);
  slow.socket.destroy();
  good.stop();
}, 120_000);
