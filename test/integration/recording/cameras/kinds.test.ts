import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { startIngest } from '../../../../workers/ingest/ingest.ts';
import { decodedSeconds, stripsOf } from '../../../support/footage/recording.ts';
import { openRecorderHouse, type RecorderHouse } from '../recorder-house.ts';

/** Every kind of camera as a real RTSP source, all recorded by one worker at the same time. */
const small = { width: 384, height: 216, fps: 10 };
const recorded = [
  { name: 'plain', video: 'h264', audio: 'pcma', stored: ['h264', 'pcm_alaw', 'mov', null] },
  { name: 'bframes', bframes: 2, stored: ['h264', 'pcm_alaw', 'mov', null] },
  { name: 'h265', video: 'h265', stored: ['hevc', 'pcm_alaw', 'mov', null] },
  { name: 'silent', audio: 'none', stored: ['h264', null, null, null] },
  { name: 'pcmu', audio: 'pcmu', stored: ['h264', 'pcm_mulaw', 'mov', null] },
  { name: 'aac', audio: 'aac', stored: ['h264', 'aac', 'mp4', null] },
  { name: 'g726', audio: 'g726', stored: ['h264', 'flac', 'mp4', 'adpcm_g726le'] },
  { name: 'long-gop', gopSeconds: 10, stored: ['h264', 'pcm_alaw', 'mov', null] },
] as const;
const refused = [
  { name: 'mjpeg', video: 'mjpeg', detail: 'mjpeg' },
  { name: 'sound-only', video: 'none', detail: 'none' },
] as const;

let house: RecorderHouse;
let ingest: Awaited<ReturnType<typeof startIngest>>;
beforeAll(async () => {
  const cameras = [...recorded, ...refused].map((one, i) => ({ ...small, ...one, number: i + 1 }));
  house = await openRecorderHouse({ cameras });
  for (const { name } of cameras) await house.add(name);
  ingest = await house.start();
});
afterAll(async () => {
  await ingest?.close();
  await house?.close();
});

const long = { timeout: 45_000, interval: 250 };
const untilSegments = (name: string, count: number) =>
  expect.poll(async () => (await house.segments(name)).length, long).toBeGreaterThanOrEqual(count);

describe.each(recorded)('a camera: $name', ({ name, stored }) => {
  it('is recorded as it sends, every frame once, each segment decoding alone', async () => {
    await untilSegments(name, 2);
    const segments = (await house.segments(name)).slice(0, 2);
    const frames: (number | undefined)[] = [];
    for (const segment of segments) {
      const { videoCodec, audioCodec, audioContainer, audioConvertedFrom } = segment.run;
      expect([videoCodec, audioCodec, audioContainer, audioConvertedFrom]).toEqual(stored);
      const strips = await stripsOf(await house.file(segment.video, name));
      expect(strips).toHaveLength(segment.videoFrames);
      frames.push(...strips.map((strip) => strip?.frame));
      const seconds = (segment.endedAt.getTime() - segment.startedAt.getTime()) / 1000;
      if (segment.audio === null) expect(stored[1]).toBeNull();
      else {
        const longer = (await decodedSeconds(await house.file(segment.audio, name))) - seconds;
        expect(longer).toBeGreaterThan(-1.2);
        // The first one also keeps what was heard before the first key frame.
        if (segment.seq > 0) expect(longer).toBeLessThan(1.2);
      }
    }
    const first = frames[0] ?? Number.NaN;
    expect(frames).toEqual(frames.map((_, index) => first + index));
    expect(segments[1]?.startedAt).toEqual(segments[0]?.endedAt);
  });
});

describe.each(refused)('a camera that cannot be recorded: $name', ({ name, detail }) => {
  it('is shown as down, with the cause and what it sends instead; its gap says so', async () => {
    const state = async () => {
      const { state, cause, cause_detail } = await house.camera(name);
      return { state, cause, cause_detail };
    };
    await expect.poll(state, long).toEqual({ state: 'down', cause: 'unsupported', cause_detail: detail });
    expect(await house.segments(name)).toEqual([]);
    expect((await house.gaps(name)).at(-1)).toMatchObject({ cause: 'unsupported', to_at: null });
  });
});
