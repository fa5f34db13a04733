import type { Page } from 'playwright-core';

declare global {
  interface Window {
    benchFrames: (videos: number, click: string) => Promise<number>;
    benchSeek: (act: 'click' | 'set', share: number) => Promise<number>;
  }
}

/** Puts the stopwatches into every page that is opened from now on. Both start at the click itself and stop at a frame. */
export const addStopwatches = (page: Page): Promise<unknown> => page.addInitScript(stopwatches);

/** From the click on `selector` until so many videos have each shown a frame, ms. */
export const msToFrames = (page: Page, selector: string, videos: number): Promise<number> =>
  page.evaluate(([count, click]) => window.benchFrames(count, click), [videos, selector] as const);

/** From a click on the line (or setting the time) until the frame there is shown by the first video, ms. */
export const msToSeek = (page: Page, act: 'click' | 'set', share: number): Promise<number> =>
  page.evaluate(([how, where]) => window.benchSeek(how, where), [act, share] as const);

/** Runs in the page. */
function stopwatches() {
  const patienceMs = 60_000;
  /** A frame that never comes is an error, not a bench without end. */
  const inTime = (what: string, measured: Promise<number>) =>
    Promise.race([
      measured,
      new Promise<number>((_, reject) => {
        setTimeout(
          () => reject(new Error(`${what}: no frame in ${patienceMs} ms at ${location.pathname}`)),
          patienceMs,
        );
      }),
    ]);
  window.benchFrames = (count, click) => inTime('opening', firstFrames(count, click));
  window.benchSeek = (act, share) => inTime('seek', frameAt(act, share));
  const firstFrames = (count: number, click: string) =>
    new Promise<number>((resolve) => {
      const seen = new Set<HTMLVideoElement>();
      const shown = new Set<HTMLVideoElement>();
      const look = () => {
        for (const video of document.querySelectorAll('video')) {
          if (seen.has(video)) continue;
          seen.add(video);
          video.requestVideoFrameCallback(() => {
            shown.add(video);
            if (shown.size < count) return;
            watching.disconnect();
            resolve(performance.now() - startedAt);
          });
        }
      };
      const watching = new MutationObserver(look);
      watching.observe(document.body, { childList: true, subtree: true });
      const startedAt = performance.now();
      document.querySelector<HTMLElement>(click)?.click();
      look();
    });
  const frameAt = (act: 'click' | 'set', share: number) =>
    new Promise<number>((resolve) => {
      const video = document.querySelector('video');
      if (!video) throw new Error('no video');
      const startedAt = performance.now();
      // Paused, so the only frame that comes is the one of the new place.
      const frame = new Promise((shown) => video.requestVideoFrameCallback(shown));
      const seeked = new Promise((over) => video.addEventListener('seeked', over, { once: true }));
      void Promise.all([frame, seeked]).then(() => resolve(performance.now() - startedAt));
      if (act === 'set') {
        video.currentTime = share * 300;
        return;
      }
      const line = document.querySelector('[data-testid=timeline]');
      if (!line) throw new Error('no line');
      const box = line.getBoundingClientRect();
      const place = { clientX: box.left + share * box.width, clientY: box.top + 4 };
      const at = { ...place, bubbles: true, pointerId: 1, button: 0 };
      line.dispatchEvent(new PointerEvent('pointerdown', { ...at, buttons: 1 }));
      line.dispatchEvent(new PointerEvent('pointerup', at));
    });
}
