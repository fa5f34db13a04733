import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A dialog's own header is not one of the page, as these rules would have it. */
const notOfDialogs = { 'landmark-no-duplicate-banner': { enabled: false }, 'landmark-unique': { enabled: false } };

/** What axe-core finds wrong on the page, by rule. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (rules) => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run({ rules })).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, notOfDialogs);
}

/** Whether the page is wider than its window, and stays so: right after a resize it may not be laid out yet. */
export async function isTooWide(page: Page): Promise<boolean> {
  const fits = () => document.documentElement.scrollWidth <= window.innerWidth;
  return page.waitForFunction(fits, null, { polling: 'raf', timeout: 3000 }).then(
    () => false,
    () => true,
  );
}
