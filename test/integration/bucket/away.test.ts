import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../../infra/stack/free-port.ts';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { minioSettings } from '../../support/stores/minio.ts';
import { makeObject } from './made-object.ts';

const ref = { key: 'a/b.mp4', versionId: 'x' };
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

function open(port: number, timeoutMs?: number): Bucket {
  const settings = { ...minioSettings('custody'), endpoint: `http://127.0.0.1:${port}` };
  const bucket = openS3Bucket(timeoutMs === undefined ? settings : { ...settings, timeoutMs });
  closers.push(bucket.close);
  return bucket;
}

/** A server that does with each connection what it is told. */
async function serve(onSocket: (socket: Socket) => void): Promise<{ port: number; sockets: Set<Socket> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, sockets };
}

async function elapsedMs(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}

const calls: [string, (bucket: Bucket) => Promise<unknown>][] = [
  ['put', (bucket) => bucket.put(makeObject())],
  ['put of 40 MiB', (bucket) => bucket.put(makeObject({ body: randomBytes(40 * 1024 * 1024) }))],
  ['read', (bucket) => bucket.read(ref)],
  ['readAll', (bucket) => bucket.readAll(ref, { start: 0, length: 10 })],
  ['tag', (bucket) => bucket.tag(ref, { case: 'x' })],
  ['tags', (bucket) => bucket.tags(ref)],
  ['lockedUntil', (bucket) => bucket.lockedUntil(ref)],
  ['listVersions', (bucket) => bucket.listVersions('')[Symbol.asyncIterator]().next()],
];

test.each(calls)('%s: a server that refuses connections is away, at once', async (_name, call) => {
  const bucket = open(await freePort());
  expect(await elapsedMs(expect(call(bucket)).rejects.toMatchObject({ kind: 'away' }))).toBeLessThan(2000);
});

test('a server that takes connections and says nothing is away within ten seconds, whatever is asked', async () => {
  const { port } = await serve((socket) => socket.pause());
  const bucket = open(port);
  const all = Promise.all(calls.map(([, call]) => expect(call(bucket)).rejects.toMatchObject({ kind: 'away' })));
  expect(await elapsedMs(all)).toBeLessThan(10_000);
});

test('so it is when it falls silent or breaks off in the middle of an object', async () => {
  const head = 'HTTP/1.1 206 Partial Content\r\nContent-Length: 1000\r\n\r\nonly this';
  const silent = await serve((socket) => socket.once('data', () => socket.write(head)));
  const broken = await serve((socket) => socket.once('data', () => socket.end(head)));
  for (const { port } of [silent, broken]) {
    const bucket = open(port, 500);
    await expect(bucket.readAll(ref, { start: 0, length: 1000 })).rejects.toMatchObject({ kind: 'away' });
    await expect(bucket.read(ref).then(buffer)).rejects.toThrow();
  }
});

test('an answer of 503 is away and holds no connection', async () => {
  const { port, sockets } = await serve((socket) =>
    socket.on('data', () => socket.write(`HTTP/1.1 503 Busy\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`)),
  );
  const bucket = open(port);
  for (let n = 0; n < 12; n++) await expect(bucket.readAll(ref)).rejects.toMatchObject({ kind: 'away' });
  expect(sockets.size).toBeLessThan(6);
});

test('a reader that takes its time is not cut off', async () => {
  const endpoint = new URL(minioSettings('custody').endpoint);
  const bucket = open(Number(endpoint.port), 400);
  const object = makeObject({ body: randomBytes(30 * 1024 * 1024) });
  const { versionId } = await bucket.put(object);
  const stream = await bucket.read({ key: object.key, versionId });
  await once(stream, 'readable');
  // Longer than the server may be silent; the time itself is what is tested.
  await delay(1500);
  expect((await buffer(stream)).equals(object.body)).toBe(true);
});

test('a bucket that is closed ends what is under way', async () => {
  const { port } = await serve((socket) => socket.pause());
  const bucket = open(port);
  const reading = expect(bucket.readAll(ref)).rejects.toMatchObject({ kind: 'away' });
  await delay(0);
  await bucket.close();
  await reading;
});
