import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { boxesIn, readMoof } from '../../../services/adapters/video/mp4/boxes.ts';
import { longLook } from '../../../services/adapters/video/probe.ts';
import { recordingOptions } from '../../../services/adapters/video/record.ts';
import {
  makeAudioPiece,
  makeSilentPiece,
  splitAudioPiece,
} from '../../../services/adapters/video/sound/audio-piece.ts';
import { testFolder } from '../../support/stack.ts';

const run = promisify(execFile);
const options = { ffmpegPath: 'ffmpeg', timeoutMs: 15_000, maxBytes: 64 << 20 };
let folder: string;
beforeAll(async () => {
  folder = await testFolder('pieces');
});

/** Noise, loud and soft, stored as the recorder stores it. */
async function stored(codec: string, rate: number, channels: number): Promise<Buffer> {
  const path = join(folder, `${codec}-${rate}-${channels}.mov`);
  const sound = { codec, container: 'mov', convertedFrom: null } as const;
  const { audio } = recordingOptions({ look: longLook, reorderedFrames: 0, audio: sound });
  const noise = `anoisesrc=r=${rate}:d=10:seed=7:amplitude=1,volume='if(lt(t,5),1,0.01)':eval=frame`;
  const source = join(folder, `${codec}-${rate}-${channels}.nut`);
  const made = ['-f', 'lavfi', '-i', noise, '-ac', String(channels), '-c:a', codec, source];
  await run('ffmpeg', ['-v', 'error', '-y', ...made]);
  await run('ffmpeg', ['-v', 'error', '-y', '-i', source, ...(audio ?? []), path]);
  return readFile(path);
}

/** What a decoder makes of a file, which must find nothing wrong with it. */
async function decoded(name: string, file: Buffer): Promise<Buffer> {
  const path = join(folder, name);
  await writeFile(path, file);
  const strictly = ['-v', 'warning', '-xerror', '-err_detect', 'crccheck+explode'];
  const args = [...strictly, '-i', path, '-f', 's16le', '-c:a', 'pcm_s16le', 'pipe:1'];
  const { stdout, stderr } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 << 20 });
  expect(stderr.toString()).toBe('');
  return stdout;
}

/** When each packet of a file is shown, s. */
async function times(name: string, file: Buffer): Promise<number[]> {
  const path = join(folder, name);
  await writeFile(path, file);
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path]);
  return stdout.trim().split('\n').map(Number);
}

test.each([
  ['pcm_alaw', 8000, 1],
  ['pcm_mulaw', 8000, 1],
  ['pcm_alaw', 16_000, 2],
  ['pcm_s16be', 48_000, 2],
  ['pcm_s16le', 44_100, 1],
])('%s at %i Hz in %i channels sounds exactly as it was stored, at the same time', async (codec, rate, channels) => {
  const mov = await stored(codec, rate, channels);
  const piece = await makeAudioPiece(mov, { ...options, ffmpegPath: '/nowhere' });
  const sound = await decoded('piece.mp4', piece);
  expect(sound.length).toBe(10 * rate * channels * 2);
  expect(sound.equals(await decoded('stored.mov', mov))).toBe(true);
  const [ours, theirs] = [await times('piece.mp4', piece), await times('stored.mov', mov)];
  expect(ours[0]).toBeCloseTo(theirs[0] ?? 0, 4);
  // Each stored fragment begins where it began.
  const fragments = [...boxesIn(mov)]
    .filter(({ type }) => type === 'moof')
    .map(({ body }) => readMoof(body).baseTicks / rate);
  expect(fragments.length).toBeGreaterThan(8);
  for (const at of fragments) expect(Math.min(...ours.map((time) => Math.abs(time - at)))).toBeLessThan(0.0001);
});

test('pieces of one run follow each other behind one init', async () => {
  const first = makeSilentPiece(10, 4);
  const second = makeSilentPiece(14, 2.5);
  const { init, media } = splitAudioPiece(first);
  expect(splitAudioPiece(second).init.equals(init)).toBe(true);
  const whole = Buffer.concat([init, media, splitAudioPiece(second).media]);
  expect(await times('whole.mp4', whole)).toEqual(expect.arrayContaining([10, 14]));
  const sound = await decoded('whole.mp4', whole);
  expect(sound.length).toBe(6.5 * 8000 * 2);
  expect(sound.every((byte) => byte === 0)).toBe(true);
});

test('what is no sound side by side goes through ffmpeg, and fails where that cannot', async () => {
  const mov = await stored('mp3', 44_100, 1);
  expect((await decoded('mp3.mp4', await makeAudioPiece(mov, options))).length).toBeGreaterThan(9 * 44_100 * 2);
  await expect(makeAudioPiece(mov, { ...options, ffmpegPath: '/nowhere' })).rejects.toThrow();
});

test('a piece that is cut short is refused', async () => {
  const mov = await stored('pcm_alaw', 8000, 1);
  await expect(makeAudioPiece(mov.subarray(0, -100), options)).rejects.toThrow(RangeError);
});
