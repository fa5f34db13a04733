import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { ledgerFaults } from '../../../support/ledger/ledger-faults.ts';
import { startSpoiltLine } from '../../../support/spoilt-line.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** Each cause of a gap, made for real. */
const login = { user: 'viewer', password: 'right' };
const small = { width: 384, height: 216, fps: 10 };
const names = [
  'refused',
  'wrong',
  'stalls',
  'hiccups',
  'drops',
  'jumps',
  'stops',
  'disabled',
  'moved',
  'resized',
  'restart',
];

let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>> | undefined;
let line: Awaited<ReturnType<typeof startSpoiltLine>>;
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: names.map((name, i) => ({ name, ...small, number: i + 1 })), login });
  line = await startSpoiltLine(house.simulated.port);
  ingest = await house.start();
});
afterAll(async () => {
  await ingest?.close();
  await line?.close();
  await house?.close();
});
afterEach(async () => {
  expect(await ledgerFaults(house.db)).toEqual([]);
});

const patience = { timeout: 30_000, interval: 200 };
const stateOf = async (name: string) => {
  const { state, cause } = await house.camera(name);
  return cause === null ? state : `${state}: ${cause}`;
};
const untilState = (name: string, state: string) => expect.poll(() => stateOf(name), patience).toBe(state);
const causes = async (name: string) => (await house.gaps(name)).map((gap) => gap.cause);

/** Waits until it records; returns how many gaps it has so far. */
async function recording(name: string, address = house.simulated.addresses[name] ?? '') {
  await house.add(name, { ...login, address });
  await untilState(name, 'recording');
  await expect.poll(async () => (await house.segments(name)).length, patience).toBeGreaterThan(0);
  return (await house.gaps(name)).length;
}

/** The camera records again after `before` gaps, and the hole is one gap with this cause, exactly between footage and footage. */
async function expectHole(name: string, cause: string, before: number) {
  const closed = async () => (await house.gaps(name)).slice(before).find((gap) => gap.cause === cause && gap.to_at);
  await expect.poll(closed, patience).toBeDefined();
  const gap = await closed();
  await untilState(name, 'recording');
  const borders = async () => {
    const segments = await house.segments(name);
    const isBorder = (side: 'startedAt' | 'endedAt', at: Date | null | undefined) =>
      segments.some((segment) => segment[side].getTime() === at?.getTime());
    return [isBorder('endedAt', gap?.from_at), isBorder('startedAt', gap?.to_at)];
  };
  await expect.poll(borders, patience).toEqual([true, true]);
}

describe('a camera that cannot be had', () => {
  it('refused: nothing listens at its address, or it does not know the stream', async () => {
    await house.add('refused', { ...login, address: 'rtsp://127.0.0.1:9/none' });
    await untilState('refused', 'down: refused');
    expect(await causes('refused')).toContain('refused');
  });

  it('auth_failed: its password is wrong; it records as soon as the right one is given', async () => {
    await house.add('wrong', { ...login, password: 'wrong' });
    await untilState('wrong', 'down: auth_failed');
    await house.change('wrong', { password: 'right' });
    await untilState('wrong', 'recording');
    await expect.poll(() => causes('wrong'), patience).toEqual(expect.arrayContaining(['auth_failed']));
  });

  it('unreachable: its name is not known', async () => {
    await house.add('names', { ...login, address: 'rtsp://no-such-camera.invalid/main' });
    await untilState('names', 'down: unreachable');
  });

  it('timeout: it takes the connection and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    await house.add('silent', { ...login, address: `rtsp://127.0.0.1:${port}/main` });
    await untilState('silent', 'down: timeout');
    silent.close();
  });
});

describe('a camera that records', () => {
  it('ended_by_camera: it throws its readers out', async () => {
    const before = await recording('drops');
    await house.simulated.control('drops', 'drop');
    await expectHole('drops', 'ended_by_camera', before);
  });

  it('stalled: its connection stays up and brings nothing', async () => {
    const before = await recording('stalls');
    await house.simulated.control('stalls', 'stall');
    await untilState('stalls', 'down: stalled');
    await house.simulated.control('stalls', 'resume');
    await expectHole('stalls', 'stalled', before);
  });

  it('stalled: it stands still for some seconds and goes on, within one run', async () => {
    const before = await recording('hiccups');
    await house.simulated.control('hiccups', 'stall');
    await delay(2500);
    await house.simulated.control('hiccups', 'resume');
    await expectHole('hiccups', 'stalled', before);
    const gap = (await house.gaps('hiccups'))[before];
    const seconds = ((gap?.to_at?.getTime() ?? 0) - (gap?.from_at.getTime() ?? 0)) / 1000;
    // What it sent after that until its next key frame is in the object, but not in the ledger.
    expect(seconds).toBeGreaterThan(2.3);
    expect(seconds).toBeLessThan(4);
    expect(new Set((await house.segments('hiccups')).map(({ runId }) => runId)).size).toBe(1);
  });

  it('corrupt: its times jump by hours', async () => {
    const before = await recording('jumps', `rtsp://127.0.0.1:${line.port}/jumps`);
    line.set({ mediaMs: 5 * 3_600_000 });
    await expectHole('jumps', 'corrupt', before);
    const lengths = (await house.segments('jumps')).map(
      ({ startedAt, endedAt }) => endedAt.getTime() - startedAt.getTime(),
    );
    expect(Math.max(...lengths)).toBeLessThan(30_000);
  });

  it('refused: it goes away and comes back later', async () => {
    await recording('stops');
    await house.simulated.control('stops', 'stop');
    await untilState('stops', 'down: refused');
    await house.simulated.control('stops', 'start');
    await untilState('stops', 'recording');
    expect(await causes('stops')).toEqual(expect.arrayContaining(['ended_by_camera', 'refused']));
  });
});

describe('a camera that people change', () => {
  it('disabled: a person switched it off, and on again', async () => {
    await recording('disabled');
    await house.change('disabled', { disabledReason: 'Sửa phòng' });
    await untilState('disabled', 'disabled: disabled');
    await expect.poll(() => causes('disabled'), patience).toContain('disabled');
    await house.change('disabled', { disabledReason: null });
    await untilState('disabled', 'recording');
  });

  it('stream_changed: it was given another address', async () => {
    const before = await recording('moved');
    await house.change('moved', { address: house.simulated.addresses.drops ?? '' });
    await expectHole('moved', 'stream_changed', before);
  });

  it('stream_changed: its picture gets another size in the middle of the stream', async () => {
    const before = await recording('resized');
    await house.simulated.control('resized', 'resize');
    await expectHole('resized', 'stream_changed', before);
    const [first, last] = [(await house.segments('resized'))[0]?.run, (await house.segments('resized')).at(-1)?.run];
    expect([first?.width, last?.width]).toEqual([384, 512]);
  });

  it('worker_restart: the worker was stopped in order and started again', async () => {
    const before = await recording('restart');
    await ingest?.close();
    ingest = await house.start();
    await expectHole('restart', 'worker_restart', before);
  });
});
