import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { beepsOf, packetTimes, stripsOf } from '../../../support/footage/recording.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** Both tracks of a run keep the camera's common clock, also when recording begins in the middle of a long GOP. */
const small = { width: 384, height: 216, fps: 10 };
const kinds = [
  { name: 'pcma', gopSeconds: 4 },
  { name: 'pcmu', gopSeconds: 4, audio: 'pcmu' },
  { name: 'h265', gopSeconds: 4, video: 'h265' },
  { name: 'bframes', gopSeconds: 4, bframes: 2 },
  { name: 'g726', gopSeconds: 4, audio: 'g726' },
  { name: 'aac', gopSeconds: 4, audio: 'aac' },
] as const;
/** The simulated camera's own: its AAC encoder begins with as much silence and says nothing of it. */
const cameraMs: Partial<Record<(typeof kinds)[number]['name'], number>> = { aac: 64 };

/** A camera with B-frames sends a picture when it has taken the next ones. */
const lateMs: typeof cameraMs = { bframes: 550 };

let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>>;
const viewers: ReturnType<typeof spawn>[] = [];
beforeAll(async () => {
  house = await openRecorderHouse({ cameras: kinds.map((kind, i) => ({ ...small, ...kind, number: i + 1 })) });
  // Somebody else looks already, so that the recorder comes in the middle of a GOP.
  for (const { name } of kinds) {
    const args = [
      '-v',
      'quiet',
      '-rtsp_transport',
      'tcp',
      '-i',
      house.simulated.addresses[name] ?? '',
      '-f',
      'null',
      '-',
    ];
    viewers.push(spawn('ffmpeg', args, { stdio: 'ignore' }));
  }
  await vi.waitUntil(async () => Object.values(await house.simulated.readers()).every((count) => count === 1), 20_000);
  for (const { name } of kinds) await house.add(name);
  ingest = await house.start();
});
afterAll(async () => {
  for (const viewer of viewers) {
    viewer.kill('SIGKILL');
    await once(viewer, 'exit');
  }
  await ingest?.close();
  await house?.close();
});

const long = { timeout: 45_000, interval: 250 };

describe.each(kinds)('a camera with $name', ({ name }) => {
  it('beeps when its picture says a full second, within 50 ms', async () => {
    await expect.poll(async () => (await house.segments(name)).length, long).toBeGreaterThan(1);
    // Until its first sender reports a camera whose encoders are slow says nothing of how its tracks lie to each other.
    const [, segment] = await house.segments(name);
    if (!segment?.audio) throw new Error('no sound');
    const [picture, sound] = [
      await house.file(segment.video, `${name}-v`),
      await house.file(segment.audio, `${name}-a`),
    ];
    const [[frame], [first], [strip]] = [
      await packetTimes(picture, 'v:0'),
      await packetTimes(sound, 'a:0'),
      await stripsOf(picture),
    ];
    if (!frame || !first || !strip) throw new Error('nothing recorded');
    const offs = (await beepsOf(sound)).map((beep) => {
      const wall = strip.takenAtMs + (first.atMs + beep - frame.atMs) - (cameraMs[name] ?? 0);
      return Math.round(Math.abs(wall - Math.round(wall / 1000) * 1000));
    });
    expect(offs.length).toBeGreaterThan(2);
    expect(Math.max(...offs)).toBeLessThanOrEqual(50);
    // And it lies where it was taken, by the server's clock.
    const shownAtMs =
      segment.startedAt.getTime() + frame.atMs - (segment.video.baseTicks / segment.video.timescale) * 1000;
    expect(Math.abs(shownAtMs - strip.takenAtMs)).toBeLessThan(lateMs[name] ?? 250);
  });
});
