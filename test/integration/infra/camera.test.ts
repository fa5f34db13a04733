import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startSimulatedCameras } from '../../../infra/stack/camera.ts';
import { beepsOf, packetTimes, stripsOf } from '../../support/footage/recording.ts';
import { testFolder } from '../../support/stack.ts';

const record = async (address: string, path: string, seconds: number) => {
  const args = ['-v', 'error', '-y', '-rtsp_transport', 'tcp', '-i', address, '-t', String(seconds), '-c', 'copy'];
  await promisify(execFile)('ffmpeg', [...args, '-f', 'mov', path]);
};

test('each frame says camera, number and time; the beep is at the full second', async () => {
  const folder = await testFolder('camera');
  const cameras = await startSimulatedCameras({
    cameras: [
      { name: 'one', number: 1 },
      { name: 'two', number: 2, fps: 15, gopSeconds: 4 },
    ],
    logPath: join(folder, 'cameras.log'),
  });
  try {
    const started = Date.now();
    const paths = { one: join(folder, 'one.mov'), two: join(folder, 'two.mov') };
    await Promise.all(Object.entries(paths).map(([name, path]) => record(cameras.addresses[name] ?? '', path, 6)));
    const ended = Date.now();
    await checkStrips(paths.one, { camera: 1, fps: 25 }, started, ended);
    await checkStrips(paths.two, { camera: 2, fps: 15 }, started, ended);
    await checkSound(paths.one);
    await checkSound(paths.two);
  } finally {
    await cameras.close();
  }
});

async function checkStrips(path: string, { camera, fps }: { camera: number; fps: number }, from: number, to: number) {
  const strips = await stripsOf(path);
  expect(strips.length).toBeGreaterThan(5 * fps);
  const first = strips[0]?.frame ?? Number.NaN;
  expect(strips.map((strip) => strip?.frame)).toEqual(strips.map((_, index) => first + index));
  expect(strips.every((strip) => strip?.camera === camera)).toBe(true);
  const taken = strips.map((strip) => strip?.takenAtMs ?? Number.NaN);
  // A reader may be given what the camera kept since its last key frame, so the first may be a little older.
  expect(Math.min(...taken)).toBeGreaterThan(from - 500);
  expect(Math.max(...taken)).toBeLessThan(to);
  expect(to - Math.max(...taken)).toBeLessThan(2000);
}

/** Beep and strip meet: at the time of a beep the picture says a full second. */
async function checkSound(path: string) {
  const [frame] = await packetTimes(path, 'v:0');
  const [sound] = await packetTimes(path, 'a:0');
  const [strip] = await stripsOf(path);
  if (!frame || !sound || !strip) throw new Error('nothing recorded');
  const beeps = await beepsOf(path);
  expect(beeps.length).toBeGreaterThanOrEqual(4);
  for (const beep of beeps) {
    const wall = strip.takenAtMs + (sound.atMs + beep - frame.atMs);
    expect(Math.abs(wall - Math.round(wall / 1000) * 1000)).toBeLessThan(50);
  }
}

test('a camera with a login refuses a wrong password; it can be stopped, started and dropped', async () => {
  const folder = await testFolder('camera');
  const cameras = await startSimulatedCameras({
    cameras: [{ name: 'one', number: 1 }],
    login: { user: 'viewer', password: 'right' },
    logPath: join(folder, 'cameras.log'),
  });
  const path = join(folder, 'one.mov');
  const at = (password: string) => (cameras.addresses.one ?? '').replace('//', `//viewer:${password}@`);
  try {
    await expect(record(at('wrong'), path, 1)).rejects.toThrow(/401/);
    await record(at('right'), path, 1);
    await cameras.control('one', 'stop');
    await expect(record(at('right'), path, 1)).rejects.toThrow(/404/);
    await cameras.control('one', 'start');
    // Thrown out it ends: well, or with an error when no frame had come yet.
    const watching = record(at('right'), path, 600).catch(() => {});
    await expect.poll(cameras.readers, { timeout: 10_000 }).toEqual({ one: 1 });
    await cameras.control('one', 'drop');
    await watching;
    await expect.poll(cameras.readers).toEqual({ one: 0 });
  } finally {
    await cameras.close();
  }
});
