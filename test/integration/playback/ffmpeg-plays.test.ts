import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

const run = promisify(execFile);
let house: ReplayHouse;
let officer: Visitor;
let start = 0;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  start = house.clock.nowMs - 600_000;
  await house.store(new Date(start), 30);
  await house.store(new Date(start + 33_000), 20);
});
afterAll(() => house?.close());

async function playlistOf(fromMs: number, toMs: number): Promise<string> {
  const sessionId = await addSession(house, { officer, from: new Date(start + fromMs), to: new Date(start + toMs) });
  const view = await house.open(officer, { target: { kind: 'session', sessionId }, reasonCode: 'own' });
  expect(view.cameras).toMatchObject([{ hasAudio: true, codec: expect.stringMatching(/^avc1\./) }]);
  return view.cameras[0]?.playlist ?? '';
}

const inputOf = (playlist: string) => ['-headers', `Cookie: ${officer.cookie}\r\n`, '-i', `${house.origin}${playlist}`];

test("ffmpeg's own reader plays a run, both tracks to the end, without a complaint", async () => {
  const input = inputOf(await playlistOf(2300, 26_500));
  const args = ['-v', 'warning', ...input, '-map', '0:v', '-map', '0:a', '-fps_mode', 'passthrough', '-progress'];
  const { stdout, stderr } = await run('ffmpeg', [...args, 'pipe:1', '-f', 'null', '-']);
  expect(stderr).toBe('');
  // Whole fragments: the picture from second 2 to 27.
  expect(Number(/frame=(\d+)(?!.*frame=)/s.exec(stdout)?.[1])).toBe(25 * 25);
});

// ffmpeg 5.1 itself drops decoded sound where time starts anew; browser-plays.test.ts hears it.
test('two runs are read one after the other, every picture of both', async () => {
  const input = inputOf(await playlistOf(27_300, 45_500));
  const packets = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const picture = await run('ffprobe', [...packets, ...input]);
  expect(picture.stderr).toBe('');
  // Seconds 27–30 of the first run, 33–46 of the second.
  expect(picture.stdout.trim().split('\n')).toHaveLength((3 + 13) * 25);
});

test('a playlist is never kept by the browser', async () => {
  const answer = await house.request(officer, await playlistOf(46_000, 52_500));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});
