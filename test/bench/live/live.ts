import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { cacheFolder, loadFile } from '../../../infra/stack/camera/load-file.ts';
import { startSimulatedCameras } from '../../../infra/stack/camera.ts';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import { viewRoutes } from '../../../services/contracts/view.ts';
import { createCamera } from '../../../services/recording/cameras/cameras.ts';
import { createRoom } from '../../../services/recording/rooms.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { type Client, openClient } from '../../support/client.ts';
import { readStrip } from '../../support/footage/strip.ts';
import { cpuTimes, totalOf } from '../ingest/cpu.ts';
import { type Site, withFolder, withSite } from '../ingest/site.ts';
import { median, percentile, type Result, round } from '../result.ts';

const frames = 100;
const clicks = 10;
const measuredMs = 20_000;
const caughtUpMs = 8_000;
const account = { login: 'bench', password: 'long-enough-password' };

/** The wall over a whole installation: how old the picture is that one sees, how long one waits for it, what a viewer costs. */
export function benchLive(say: (line: string) => void): Promise<Result> {
  return withFolder(async (folder) => {
    const file = await loadFile(cacheFolder(process.env));
    const cameras = [
      { name: 'seen', number: 1, width: 1280, height: 720 },
      { name: 'heavy', number: 2, file },
    ];
    const simulated = await startSimulatedCameras({ cameras, logPath: join(folder, 'cameras.log') });
    try {
      return await withSite(simulated.addresses.seen ?? '', async (site) => {
        await addRoom(site, 'seen', simulated.addresses.seen ?? '');
        const heavy = await addRoom(site, 'heavy', simulated.addresses.heavy ?? '');
        const by = { name: 'Bench', role: 'supervisor' as const, keepsPassword: true };
        await createAccount(site.db, { id: null }, { ...account, ...by });
        say('the picture in the browser …');
        const seen = await watchInBrowser(site);
        say('what viewers cost …');
        const cost = await viewerCost(site, heavy);
        const figures = { ...seen, ...cost };
        return { rows: Object.entries(figures).map(([figure, value]) => ({ figure, value })), figures };
      });
    } finally {
      await simulated.close();
    }
  });
}

async function addRoom({ db, house }: Site, code: string, address: string): Promise<string> {
  const { id: roomId } = await createRoom(db, { code, name: `Room ${code}`, kind: 'reception' });
  const key = Buffer.from(house.env.SECRET_KEY ?? '', 'hex');
  await createCamera(db, key, { roomId, code: 'c', name: code, address });
  return roomId;
}

async function watchInBrowser({ house }: Site): Promise<Record<string, number>> {
  const browser = await openBrowser();
  try {
    const page = await browser.person(house.origin, account);
    await page.goto(`${house.origin}/live`);
    await page.getByTestId('reason-dialog').waitFor();
    const cold = performance.now();
    await page.keyboard.press('Enter');
    await page.locator('video[data-live-state=live]').nth(1).waitFor();
    const firstColdMs = performance.now() - cold;
    const waits: number[] = [];
    for (let i = 0; i < clicks; i++) {
      const since = performance.now();
      await page.getByRole('button', { name: 'Phóng to và nghe Room seen' }).click();
      await page.locator('[data-testid=tile][data-big=true] video[data-live-state=live]').waitFor();
      waits.push(performance.now() - since);
      if (i < clicks - 1) await page.getByTestId('shrink').click();
      await page.locator('video[data-live-state=live]').first().waitFor();
    }
    const firstAges = await agesOf(page);
    // Whoever joined long after a key frame catches up first.
    await delay(caughtUpMs);
    const ages = await agesOf(page);
    return {
      glass_first_p50_ms: round(median(firstAges), 0),
      glass_p50_ms: round(median(ages), 0),
      glass_p95_ms: round(percentile(ages, 0.95), 0),
      first_picture_ms: round(median(waits), 0),
      first_picture_cold_ms: round(firstColdMs, 0),
    };
  } finally {
    await browser.close();
  }
}

/** How old frames are when the browser shows them, ms: its clock against the time in the picture. */
async function agesOf(page: Page): Promise<number[]> {
  const seen = await page.evaluate(collectFrames, { count: frames, width: 384, height: 216 });
  return seen.flatMap(({ atMs, luma }) => {
    const strip = readStrip({ data: Buffer.from(luma, 'base64'), width: 384, height: 216, channels: 1 });
    return strip ? [atMs - strip.takenAtMs] : [];
  });
}

/** Runs in the page. */
function collectFrames({ count, width, height }: { count: number; width: number; height: number }) {
  const video = document.querySelector<HTMLVideoElement>('[data-testid=tile][data-big=true] video');
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!video || !pen) throw new Error('no picture');
  const seen: { atMs: number; luma: string }[] = [];
  return new Promise<typeof seen>((resolve) => {
    const take = () => {
      const atMs = Date.now();
      pen.drawImage(video, 0, 0, width, height);
      const { data } = pen.getImageData(0, 0, width, height);
      let luma = '';
      for (let i = 0; i < data.length; i += 4) luma += String.fromCharCode(data[i + 1] ?? 0);
      seen.push({ atMs, luma: btoa(luma) });
      if (seen.length === count) resolve(seen);
      else video.requestVideoFrameCallback(take);
    };
    video.requestVideoFrameCallback(take);
  });
}

/** Percent of one core for each viewer of a 1080p camera of 4 Mbit/s: the api, its relay and the preview ffmpeg, above what they use without. */
async function viewerCost(site: Site, roomId: string): Promise<Record<string, number>> {
  const client = openClient(site.house.origin);
  await client.logIn(account.login, account.password);
  const body = { target: { kind: 'live' as const, roomId }, reasonCode: 'monitoring' as const, note: 'bench' };
  const address = (await client.call(viewRoutes.open, { body })).live[0]?.address ?? '';
  const idle = await apiPercent(site);
  const figures: Record<string, number> = {};
  for (const count of [1, 20]) {
    const stopping = new AbortController();
    const viewers = Array.from({ length: count }, () => drain(client, address, stopping.signal));
    await Promise.all(viewers.map(({ began }) => began));
    figures[`relay_cpu_per_viewer_${count}`] = round(((await apiPercent(site)) - idle) / count, 2);
    stopping.abort();
    await Promise.all(viewers.map(({ over }) => over));
  }
  return figures;
}

async function apiPercent({ house }: Site): Promise<number> {
  const pid = house.parts.get('api')?.now()?.pid ?? 0;
  const [before, since] = [totalOf(await cpuTimes(pid)), performance.now()];
  await delay(measuredMs);
  return ((totalOf(await cpuTimes(pid)) - before) / (performance.now() - since)) * 1e5;
}

function drain(client: Client, address: string, signal: AbortSignal) {
  let hasBegun = () => {};
  const began = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  const read = async () => {
    const answer = await client.request(`${address}?sound=true`, { signal });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
    for await (const _ of answer.body ?? []) hasBegun();
  };
  const over = read().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return { began, over };
}
