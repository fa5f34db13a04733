import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRelay, type Relay } from '../../../services/adapters/relay/relay-process.ts';
import { createLog } from '../../../services/log.ts';
import { testFolder } from '../../support/stack.ts';

let keeper: ReturnType<typeof createRelay>;
let relay: Relay;
beforeAll(async () => {
  keeper = createRelay({ storePath: `${await testFolder('relay')}/store`, log: createLog('test', 'silent') });
  relay = await keeper.ready();
});
afterAll(() => keeper.close());

const run = promisify(execFile);
const never = new AbortController().signal;

/** Everything that a process listens on, as the kernel has it: address and port in hex. */
async function listening(pid: number): Promise<string[]> {
  const links = await Promise.all(
    (await readdir(`/proc/${pid}/fd`)).map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  const inodes = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  const tables = await Promise.all(['tcp', 'tcp6', 'udp', 'udp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')));
  return tables
    .flatMap((table) => table.split('\n').slice(1))
    .flatMap((line) => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      // 0A: TCP listening; 07: a bound UDP socket.
      return local && inodes.has(inode) && (state === '0A' || state === '07') ? [local] : [];
    });
}

test('it listens on loopback alone, on two ports', async () => {
  const hex = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  expect((await listening(relay.pid)).sort()).toEqual([hex(relay.ports.rtmp), hex(relay.ports.http)].sort());
});

test('it knows nothing of our settings, and its arguments hold no secret', async () => {
  const [env, args] = await Promise.all(
    ['environ', 'cmdline'].map((name) => readFile(`/proc/${relay.pid}/${name}`, 'utf8')),
  );
  expect(env).not.toMatch(/DATABASE|SECRET|REDIS|S3_|VAULT/);
  expect(args?.split('\0').filter((arg) => /[0-9a-f]{20}/.test(arg))).toEqual([]);
});

/** Publishes two seconds; returns ffmpeg's last words when it was refused. */
async function publish(to: string): Promise<string> {
  const source = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10', '-t', '2'];
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-f', 'flv', to];
  return run('ffmpeg', ['-v', 'error', ...source, ...encoder]).then(
    () => '',
    ({ stderr }: { stderr: string }) => stderr || 'refused',
  );
}

async function bytesOf(address: string): Promise<number> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(3000) });
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > 1000) break;
  }
  return bytes;
}

test('only who knows the secret can publish, and only who knows both can play', async () => {
  const rtmp = `rtmp://127.0.0.1:${relay.ports.rtmp}/live`;
  const http = `http://127.0.0.1:${relay.ports.http}/live`;
  expect(await publish(`${rtmp}/without`)).not.toBe('');
  expect(await publish(`${rtmp}/without?sign=99999999999-d41d8cd98f00b204e9800998ecf8427e`)).not.toBe('');
  // What was given for one stream is good for no other.
  const given = relay.publishAddress('first');
  expect(await publish(given.replace('/first', '/second'))).not.toBe('');
  const publishing = publish(given);
  const flv = await relay.play('first', never);
  let played = 0;
  flv.on('data', (chunk: Buffer) => {
    played += chunk.length;
  });
  await expect.poll(() => played, { timeout: 10_000 }).toBeGreaterThan(1000);
  expect(await bytesOf(`${http}/first.flv`)).toBe(0);
  // An ffmpeg's address stands in the process list: it must not be enough to watch.
  expect(await bytesOf(`${http}/first.flv${new URL(given).search}`)).toBe(0);
  expect(await bytesOf(`${http}/first.flv${new URL(given).search}&player=${'0'.repeat(48)}`)).toBe(0);
  expect(await publishing).toBe('');
  flv.destroy();
});

test('it has no administration, no list of streams and no files', async () => {
  const http = `http://127.0.0.1:${relay.ports.http}`;
  for (const path of ['/admin/', '/api/v1/streams', '/api/v1/login', '/'])
    expect((await fetch(http + path)).status).toBe(404);
});

test('one that dies is started again when it is next needed, with other secrets', async () => {
  const before = relay.publishAddress('x');
  process.kill(relay.pid, 'SIGKILL');
  await expect.poll(async () => (await keeper.ready()).pid, { timeout: 10_000 }).not.toBe(relay.pid);
  relay = await keeper.ready();
  expect(await publish(before.replace(/:\d+\//, `:${relay.ports.rtmp}/`))).not.toBe('');
});
