import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { readStrip, type Strip } from '../../support/footage/strip.ts';

/** Headless Chromium as an office PC has it: Vietnamese, 1440×900, nothing that calls out. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  /** A browser of its own, at the first page. */
  const page = async (origin: string): Promise<Page> => {
    const context: BrowserContext = await browser.newContext({
      locale: 'vi-VN',
      viewport: { width: 1440, height: 900 },
    });
    const opened = await context.newPage();
    await opened.goto(origin);
    return opened;
  };
  return {
    page,
    /** A browser of its own for one person, logged in through the login page. */
    async person(origin: string, account: { login: string; password: string }): Promise<Page> {
      const opened = await page(origin);
      await opened.locator('input[name=login]').fill(account.login);
      await opened.locator('input[name=password]').fill(account.password);
      await opened.keyboard.press('Enter');
      await opened.getByTestId('account-menu').waitFor();
      return opened;
    },
    close: () => browser.close(),
  };
}

export interface ShownFrame {
  cameraId: string;
  /** Wall time that the page shows for the frame. */
  wallMs: number;
  strip: Strip | null;
  /** Bytes of sound decoded so far. */
  audioBytes: number;
}

/** Reads off the frame that each camera shows now: what the page says of it, and what its strip says. */
export async function shownFrames(page: Page): Promise<ShownFrame[]> {
  const frames = await page.evaluate(grabFrames, { width: 384, height: 216 });
  return frames.map(({ luma, width, height, ...frame }) => ({
    ...frame,
    strip: readStrip({ data: Buffer.from(luma, 'base64'), width, height, channels: 1 }),
  }));
}

/** Runs in the page. All pictures are taken before the first is read: reading takes longer than a frame lasts. */
async function grabFrames({ width, height }: { width: number; height: number }) {
  const videos = [...document.querySelectorAll<HTMLVideoElement>('video[data-camera-id]')];
  const taken = videos.map((video) => {
    const pen = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!pen) throw new Error('no canvas');
    pen.drawImage(video, 0, 0, width, height);
    return { pen, video, wallMs: Number(video.dataset.wallMs) };
  });
  return taken.map(({ pen, video, wallMs }) => {
    const { data } = pen.getImageData(0, 0, width, height);
    let luma = '';
    for (let i = 0; i < data.length; i += 4) luma += String.fromCharCode(data[i + 1] ?? 0);
    return {
      cameraId: video.dataset.cameraId ?? '',
      wallMs,
      audioBytes: Number(Reflect.get(video, 'webkitAudioDecodedByteCount') ?? 0),
      luma: btoa(luma),
      width,
      height,
    };
  });
}
