import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeUnused } from '../../../services/api/playback/clean-cache.ts';
import { createAudioCache } from '../../../services/api/playback/sound/audio-cache.ts';

let path = '';
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'audio-cache-'));
});
afterEach(() => rm(path, { recursive: true, force: true }));

const open = (maxBytes = 1e6) => createAudioCache({ path, maxBytes, maxConversions: 1 });

test('a piece is made once, also when asked for twice at once, and kept over a restart', async () => {
  let made = 0;
  const make = async () => {
    made += 1;
    return pieceOf('sound');
  };
  const cache = open();
  const [one, two] = await Promise.all([cache.piece(['a', 1], make), cache.piece(['a', 1], make)]);
  expect(one).toBe(two);
  expect((await open().piece(['a', 1], make)).media.includes('sound')).toBe(true);
  expect(made).toBe(1);
  await open().piece(['a', 2], make);
  expect(made).toBe(2);
});

test('a file that was cut short is made anew; a failure is not kept', async () => {
  await open().piece(['a'], async () => pieceOf('sound'));
  const [file = ''] = await readdir(path);
  await writeFile(join(path, file), pieceOf('sound').subarray(0, 20));
  await expect(open().piece(['a'], () => Promise.reject(new Error('no ffmpeg')))).rejects.toThrow('no ffmpeg');
  expect((await open().piece(['a'], async () => pieceOf('again'))).media.includes('again')).toBe(true);
});

test('the folder stays below its limit and holds no half files', async () => {
  const cache = open(1000);
  for (let i = 0; i < 20; i++) await cache.piece([i], async () => pieceOf('x'.repeat(200)));
  const names = await readdir(path);
  expect(names.length * pieceOf('x'.repeat(200)).length).toBeLessThanOrEqual(1000);
  expect(names.filter((name) => !name.endsWith('.mp4'))).toEqual([]);
});

test('what nobody has used for long goes; a folder that is not there is no fault', async () => {
  const cache = open();
  for (const name of ['old', 'used', 'new']) await cache.piece([name], async () => pieceOf(name));
  const long = new Date(Date.now() - 2 * 86_400_000);
  for (const file of await readdir(path)) await utimes(join(path, file), long, long);
  await cache.piece(['used'], () => Promise.reject(new Error('it is there')));
  await cache.piece(['made now'], async () => pieceOf('new'));
  await removeUnused(path, Date.now() - 86_400_000);
  expect(await readdir(path)).toHaveLength(2);
  await removeUnused(join(path, 'none'), Date.now());
});

function pieceOf(sound: string): Buffer {
  return Buffer.concat([box('ftyp', 'isom'), box('moov', 'init'), box('moof', 'times'), box('mdat', sound)]);
}

function box(type: string, content: string): Buffer {
  const bytes = Buffer.alloc(8 + content.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write(type + content, 4, 'latin1');
  return bytes;
}
