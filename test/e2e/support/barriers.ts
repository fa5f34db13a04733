import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A dialog's own header is not one of the page, as these rules would have it. */
const notOfDialogs = { 'landmark-no-duplicate-banner': { enabled: false }, 'landmark-unique': { enabled: false } };

/** What axe-core finds wrong on the page, by rule; once nothing comes or goes any more, as a menu does that was just left. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(untilStill);
  await page.evaluate(axe);
  return page.evaluate(async (rules) => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run({ rules })).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, notOfDialogs);
}

/** Runs in the page: until for some frames no animation that ends by itself is under way. A transition begins frames after its cause. */
async function untilStill(): Promise<void> {
  const isMoving = ({ playState, effect }: Animation) =>
    playState === 'running' && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY;
  for (let still = 0; still < 5; still = document.getAnimations().some(isMoving) ? 0 : still + 1)
    await new Promise(requestAnimationFrame);
}

/** Whether the page is wider than its window, and stays so: right after a resize it may not be laid out yet. */
export async function isTooWide(page: Page): Promise<boolean> {
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
  return page.waitForFunction(fits, null, { polling: 'raf', timeout: 3000 }).then(
    () => false,
    () => true,
  );
}

/**
 * Barriers at a desk and on a telephone, on which nothing may be wider than the window. For somebody who looks at the screens
 * PICTURES names a folder, and `picture` the file.
 */
export async function barriersBothWays(page: Page, picture: string): Promise<string[]> {
  const found = await barriers(page);
  await shoot(page, `${picture}-wide`);
  await page.setViewportSize({ width: 390, height: 844 });
  found.push(...(await barriers(page)));
  if (await isTooWide(page)) found.push('the page is wider than the telephone');
  await shoot(page, `${picture}-narrow`);
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
}

async function shoot(page: Page, name: string) {
  const folder = process.env.PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
