import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { stripsOf } from '../../../support/footage/recording.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { startToxiproxy } from '../../../support/toxiproxy.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** Faults between camera and recorder, made for real: Toxiproxy breaks connections, iptables loses packets. */
const small = { width: 384, height: 216, fps: 10 };
const run = promisify(execFile);

let house: RecorderHouse;
let toxiproxy: Awaited<ReturnType<typeof startToxiproxy>>;
let ingest: Awaited<ReturnType<typeof startIngest>>;
let line: Awaited<ReturnType<typeof toxiproxy.proxy>>;
beforeAll(async () => {
  house = await openRecorderHouse({
    cameras: [
      { name: 'far', ...small, number: 1 },
      { name: 'lossy', ...small, number: 2 },
    ],
  });
  toxiproxy = await startToxiproxy(join(house.folder, 'toxiproxy.log'));
  line = await toxiproxy.proxy('line', house.simulated.port);
  await house.add('far', { address: `rtsp://127.0.0.1:${line.port}/far` });
  ingest = await house.start();
});
afterAll(async () => {
  await ingest?.close();
  await toxiproxy?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 40_000, interval: 200 };
const stored = async (name: string) => (await house.segments(name)).length;

async function untilStored(more: number, name = 'far') {
  const count = (await stored(name)) + more;
  await expect.poll(() => stored(name), patience).toBeGreaterThanOrEqual(count);
}

/** The newest gap once it is closed: its cause and that it lies between footage and footage. */
async function holeAfter(count: number) {
  const newest = async () => (await house.gaps('far')).slice(count).find((gap) => gap.to_at !== null);
  await expect.poll(newest, patience).toBeDefined();
  return newest();
}

/** Frame numbers in the newest `count` segments, in order. */
async function frames(name: string, count: number) {
  const numbers: number[] = [];
  for (const segment of (await house.segments(name)).slice(-count))
    for (const strip of await stripsOf(await house.file(segment.video, name))) numbers.push(strip?.frame ?? Number.NaN);
  return numbers;
}

const inARow = (numbers: number[]) => numbers.every((number, i) => i === 0 || number === (numbers[i - 1] ?? 0) + 1);

it('a slow, unsteady line costs no frame', async () => {
  await untilStored(1);
  const gaps = (await house.gaps('far')).length;
  await line.add({ type: 'latency', attributes: { latency: 400, jitter: 300 } });
  await untilStored(3);
  await line.remove('latency');
  expect(inARow(await frames('far', 3))).toBe(true);
  expect(await house.gaps('far')).toHaveLength(gaps);
});

it('a line on which nothing comes any more, while the connection stays up, is a stall', async () => {
  const gaps = (await house.gaps('far')).length;
  await line.add({ type: 'timeout', attributes: { timeout: 0 } });
  await expect.poll(async () => (await house.camera('far')).state, patience).toBe('down');
  expect((await house.gaps('far')).at(-1)).toMatchObject({ cause: 'stalled', to_at: null });
  await line.remove('timeout');
  const causes = new Set((await house.gaps('far')).slice(gaps).map(({ cause }) => cause));
  expect(await holeAfter(gaps)).toMatchObject({ cause: 'stalled' });
  expect([...causes][0]).toBe('stalled');
});

it('a line that resets the connection ends the run by the camera', async () => {
  await expect.poll(async () => (await house.camera('far')).state, patience).toBe('recording');
  const gaps = (await house.gaps('far')).length;
  await line.add({ type: 'reset_peer', attributes: { timeout: 0 } });
  await expect.poll(async () => (await house.camera('far')).state, patience).toBe('down');
  await line.remove('reset_peer');
  expect(await holeAfter(gaps)).toMatchObject({ cause: 'ended_by_camera' });
});

it('a line that is cut and mended is a gap of the refused connection', async () => {
  await expect.poll(async () => (await house.camera('far')).state, patience).toBe('recording');
  const gaps = (await house.gaps('far')).length;
  await line.cut();
  await expect.poll(async () => (await house.camera('far')).cause, patience).toBe('refused');
  await line.mend();
  await expect.poll(async () => (await house.camera('far')).state, patience).toBe('recording');
  await untilStored(1);
  const causes = (await house.gaps('far')).slice(gaps).map(({ cause }) => cause);
  expect(causes).toEqual(['ended_by_camera', 'refused']);
});

it('lost packets cost no frame: TCP sends them again', async () => {
  const proxy = await toxiproxy.proxy('lossy', house.simulated.port);
  const rule = ['INPUT', '-i', 'lo', '-p', 'tcp', '--sport', String(proxy.port)];
  const drop = [...rule, '-m', 'statistic', '--mode', 'random', '--probability', '0.1', '-j', 'DROP'];
  await run('iptables', ['-I', ...drop]);
  try {
    await house.add('lossy', { address: `rtsp://127.0.0.1:${proxy.port}/lossy` });
    await untilStored(3, 'lossy');
    const { stdout } = await run('iptables', ['-L', 'INPUT', '-v', '-n', '-x']);
    const dropped = stdout.split('\n').find((text) => text.includes(`spt:${proxy.port}`));
    expect(Number(dropped?.trim().split(/\s+/)[0])).toBeGreaterThan(0);
  } finally {
    await run('iptables', ['-D', ...drop]);
  }
  expect(inARow(await frames('lossy', 3))).toBe(true);
});
