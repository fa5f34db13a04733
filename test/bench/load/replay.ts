import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Browser } from './browser.ts';
import type { Tally } from './tally.ts';

const shapeOfView = z.object({
  id: z.string(),
  from: z.string(),
  cameras: z.array(z.object({ playlist: z.string() })),
});
const allowed = { status: 200 };
/** A player asks for what comes so long before it is shown. */
const aheadMs = 10_000;
const progressMs = 10_000;

interface Piece {
  path: string;
  range: string | undefined;
  atMs: number;
}

/** Opens a look at a session and plays its picture and sound at the pace of real time until `untilMs` or its end. */
export async function replay(browser: Browser, tally: Tally, sessionId: string, untilMs: number): Promise<void> {
  const target = { kind: 'session', sessionId };
  const opened = await browser.post('open a look', { status: 201 }, '/api/views', {
    target,
    reasonCode: 'audit',
    note: 'load',
  });
  if (!opened) return;
  const view = shapeOfView.parse(JSON.parse(opened.toString()));
  const playlist = view.cameras[0]?.playlist ?? '';
  await browser.get('playlist', allowed, playlist);
  const [video, audio] = [await load(browser, playlist, 'video'), await load(browser, playlist, 'audio')];
  await foreignFootage(browser, playlist, view.from);
  for (const { path, range } of [...video.inits, ...audio.inits])
    await browser.get('init', { status: range ? 206 : 200 }, path, range);
  const startedAt = performance.now();
  const played = Promise.all([play(browser, tally, video, untilMs), play(browser, tally, audio, untilMs)]);
  await Promise.all([played, reports(browser, view, Math.min(untilMs, startedAt + video.lengthMs))]);
}

/** The seconds before the session are another visitor's. */
function foreignFootage(browser: Browser, playlist: string, from: string) {
  const path = playlist.replace('index.m3u8', `video/${Date.parse(from) - 10_000}.mp4`);
  return browser.get('footage outside of the look', { status: 403 }, path, 'bytes=0-99');
}

interface Track {
  kind: 'video' | 'audio';
  inits: Omit<Piece, 'atMs'>[];
  pieces: Piece[];
  lengthMs: number;
}

async function load(browser: Browser, playlist: string, kind: 'video' | 'audio'): Promise<Track> {
  const path = playlist.replace('index', kind);
  const text = (await browser.get('playlist', allowed, path))?.toString() ?? '';
  const track: Track = { kind, inits: [], pieces: [], lengthMs: 0 };
  let [range, ms]: [string | undefined, number] = [undefined, 0];
  for (const line of text.split('\n')) {
    const map = /^#EXT-X-MAP:URI="([^"]+)"(?:,BYTERANGE="(\d+)@0")?/.exec(line);
    if (map) track.inits.push({ path: sibling(path, map[1] ?? ''), range: map[2] && `bytes=0-${Number(map[2]) - 1}` });
    const bytes = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line);
    if (bytes) range = `bytes=${bytes[2]}-${Number(bytes[2]) + Number(bytes[1]) - 1}`;
    if (line.startsWith('#EXTINF:')) ms = Number.parseFloat(line.slice('#EXTINF:'.length)) * 1000;
    if (line === '' || line.startsWith('#')) continue;
    track.pieces.push({ path: sibling(path, line), range, atMs: track.lengthMs });
    track.lengthMs += ms;
    range = undefined;
  }
  return track;
}

const sibling = (path: string, name: string) => path.replace(/[^/]*$/, name);

async function play(browser: Browser, tally: Tally, { kind, pieces }: Track, untilMs: number): Promise<void> {
  let shownFrom: number | null = null;
  for (const { path, range, atMs } of pieces) {
    const dueMs: number = shownFrom === null ? Number.POSITIVE_INFINITY : shownFrom + atMs;
    if (shownFrom !== null) await delay(Math.max(0, dueMs - aheadMs - performance.now()));
    if (performance.now() > untilMs) return;
    await browser.get(
      kind === 'video' ? 'picture, 5 s' : 'sound, 10 s',
      { status: range === undefined ? 200 : 206 },
      path,
      range,
    );
    tally.piece(dueMs);
    // Whoever waited sees the rest so much later.
    const nowMs = performance.now();
    if (shownFrom === null || nowMs > dueMs) shownFrom = nowMs - atMs;
  }
}

async function reports(browser: Browser, view: z.infer<typeof shapeOfView>, untilMs: number) {
  const from = Date.parse(view.from);
  for (let second = 0; performance.now() + progressMs < untilMs; second += progressMs / 1000) {
    await delay(progressMs);
    const watched = [{ from: new Date(from + second * 1000), to: new Date(from + second * 1000 + progressMs) }];
    await browser.post('progress', allowed, `/api/views/${view.id}/progress`, { watched });
  }
}
