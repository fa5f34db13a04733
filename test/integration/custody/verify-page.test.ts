import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { words } from '../../../services/evidence/words/finding-words.ts';
import { type Files, makeFolder, officeKey, writeFolder } from '../../support/evidence/made-up-folder.ts';
import { insiderTamperings, tamperings } from '../../support/evidence/tampering.ts';
import { testFolder } from '../../support/stack.ts';

/** The verifier as a citizen has it: one file on a stick, a computer without a network. */
const file = join(import.meta.dirname, '../../../web/dist/verify.html');
let browser: Browser;
let page: Page;
const asked: string[] = [];
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  const context = await browser.newContext({ offline: true, locale: 'vi-VN' });
  page = await context.newPage();
  page.on('request', (request) => asked.push(request.url()));
});
afterAll(() => browser?.close());

async function check(files: Files, key = officeKey.fingerprint) {
  const folder = await testFolder('page');
  await writeFolder(folder, files);
  await page.goto(pathToFileURL(file).href);
  await page.locator('#key').fill(key);
  await page.locator('#folder').setInputFiles(folder);
  const verdict = page.locator('#verdict');
  await verdict.waitFor();
  const kinds = await page.locator('[data-kind]').evaluateAll((items) => items.map((item) => item.dataset.kind ?? ''));
  return {
    verdict: await verdict.getAttribute('data-verdict'),
    text: await page.locator('#page').textContent(),
    kinds,
  };
}

it('says that an untouched folder is verified, in Vietnamese', async () => {
  const { verdict, text } = await check(makeFolder());
  expect(verdict).toBe('verified');
  expect(text).toContain(words.vi.verdict.verified);
  expect(text).toContain('02/11/2026 08:00:00');
  expect(text).toContain('hình bị đứng');
});

it('says partly verified when nobody says whose key it is', async () => {
  expect(await check(makeFolder(), '')).toMatchObject({ verdict: 'partly', kinds: ['key_unknown'] });
});

it.each([...tamperings, ...insiderTamperings])('is not verified when $name', async ({ tamper, kind }) => {
  const files = makeFolder();
  tamper(files);
  const { verdict, kinds, text } = await check(files);
  expect(verdict).toBe('not');
  expect(kinds).toContain(kind);
  expect(text).toContain(words.vi.finding[kind]);
});

it('asks nobody for anything', () => {
  expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
  expect(new Set(asked.filter((url) => url.startsWith('file:'))).size).toBe(1);
});
