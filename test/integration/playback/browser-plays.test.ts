import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSession, openReplayHouse, type ReplayHouse, type Visitor } from './replay-house.ts';

const hlsScript = join(import.meta.dirname, '../../../node_modules/hls.js/dist/hls.js');
let house: ReplayHouse;
let officer: Visitor;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  house = await openReplayHouse();
  officer = await house.visitor('officer', 'officer');
  const start = house.clock.nowMs - 600_000;
  await house.store(new Date(start), 30);
  await house.store(new Date(start + 33_000), 10, false);
  await house.store(new Date(start + 46_000), 10);
  const sessionId = await addSession(house, { officer, from: new Date(start + 3300), to: new Date(start + 55_500) });
  const view = await house.open(officer, { target: { kind: 'session', sessionId }, reasonCode: 'own' });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await openPlayer(`${house.origin}${view.cameras[0]?.playlist}`);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** A bare page with hls.js, as the web sets it up; what goes wrong is kept in `faults`. */
async function openPlayer(playlist: string): Promise<Page> {
  const [name = '', value = ''] = officer.cookie.split('=');
  const context = await browser.newContext();
  await context.addCookies([{ name, value, url: house.origin }]);
  const opened = await context.newPage();
  const body = '<!doctype html><video muted></video>';
  await opened.route(`${house.origin}/player`, (route) => route.fulfill({ body, contentType: 'text/html' }));
  await opened.goto(`${house.origin}/player`);
  await opened.addScriptTag({ path: hlsScript });
  await opened.evaluate((source) => {
    const player = new Hls({ enableWorker: false });
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    Object.assign(window, { faults: [] as string[], video });
    player.on('hlsError', (_event, data) => window.faults.push(data.details));
    player.loadSource(source);
    player.attachMedia(video);
    void video.play();
  }, playlist);
  return opened;
}

interface Hls {
  on: (event: string, listener: (event: string, data: { details: string }) => void) => void;
  loadSource: (source: string) => void;
  attachMedia: (video: HTMLVideoElement) => void;
}
declare const Hls: new (options: object) => Hls;
declare global {
  interface Window {
    faults: string[];
    video: HTMLVideoElement & { webkitAudioDecodedByteCount: number };
  }
}

const timeIs = (seconds: number) => page.waitForFunction((least) => window.video.currentTime > least, seconds);
const heard = () => page.evaluate(() => window.video.webkitAudioDecodedByteCount);

async function seek(seconds: number) {
  await page.evaluate((to) => {
    window.video.currentTime = to;
  }, seconds);
}

test('plays with sound, over the border of two audio pieces, through a run without sound, after seeks both ways', async () => {
  await timeIs(1);
  const first = await heard();
  expect(first).toBeGreaterThan(0);
  // The session starts at second 3 of a run of 30: the second piece of sound begins 7 s in, the silent run 27 s in.
  await seek(5.5);
  await timeIs(8.5);
  const afterBorder = await heard();
  expect(afterBorder).toBeGreaterThan(first);
  await seek(25.5);
  await timeIs(29);
  expect(await page.evaluate(() => window.video.currentTime)).toBeLessThan(32);
  await seek(35.5);
  await timeIs(38.5);
  expect(await heard()).toBeGreaterThan(afterBorder);
  await seek(2);
  await timeIs(3);
  await seek(46);
  await page.waitForFunction(() => window.video.ended);
  expect(await page.evaluate(() => window.video.duration)).toBeCloseTo(27 + 10 + 10, 0);
  expect(await page.evaluate(() => window.faults)).toEqual([]);
});
