import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { playDemoSession } from '../../infra/up/demo-session.ts';
import { sessionRoutes } from '../../services/contracts/session.ts';
import { openTestHouse } from './support/test-house.ts';
import { until } from './support/until.ts';

/**
 * Pictures of every screen, in Vietnamese, light and dark, wide and narrow, into screenshots/: of an installation that is made for
 * it and goes with it, with the demo's session. Of one that runs:
 * `BASE_URL=http://127.0.0.1:8080 ACCOUNTS="canbo:… giamsat:… quantri:…" npm run screenshots`.
 * A word behind it takes only the files with this in their names: `npm run screenshots -- replay`.
 */
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };
const schemes = ['light', 'dark'] as const;
const folder = 'screenshots';

const { positionals } = parseArgs({ allowPositionals: true });
const given = (process.env.ACCOUNTS ?? '').split(/\s+/).filter(Boolean).map(readAccount);
const demo = given.length === 0 ? await openDemo() : null;
const base = demo?.origin ?? process.env.BASE_URL ?? 'http://127.0.0.1:8080';
const accounts = demo?.accounts ?? given;

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const scheme of schemes) await takeAll(browser, `${scheme}-${size}`, { viewport, scheme });
  }
} finally {
  await browser.close();
  await demo?.close();
}

/** An installation of its own, once its session is sealed. */
async function openDemo() {
  console.log('making an installation with a demo session, which takes about two minutes …');
  const house = await openTestHouse();
  const account = house.account('officer');
  const cameras = house.cameras();
  await playDemoSession({ origin: house.origin, account, cameras, signal: new AbortController().signal });
  const officer = await house.client('officer');
  await until(
    'the session is sealed',
    async () => (await officer.call(sessionRoutes.list)).items[0]?.state === 'sealed',
    60_000,
  );
  return { origin: house.origin, accounts: house.house.accounts, close: house.close };
}

interface Account {
  login: string;
  password: string;
}

function readAccount(text: string): Account {
  const [login = '', password = ''] = text.split(/:(.*)/s);
  return { login, password };
}

async function takeAll(
  chrome: Browser,
  name: string,
  { viewport, scheme }: { viewport: { width: number; height: number }; scheme: string },
): Promise<void> {
  for (const account of accounts) {
    const context = await chrome.newContext({ viewport, locale: 'vi-VN' });
    await context.addInitScript((chosen) => localStorage.setItem('minhchung.scheme', chosen), scheme);
    try {
      await takeFor(context, account, name);
    } finally {
      await context.close();
    }
  }
}

/** Walks the rail, then one session, one case and one replay where there are any. */
async function takeFor(context: BrowserContext, account: Account, name: string): Promise<void> {
  const page = await context.newPage();
  const take = (screen: string) => shoot(page, `${account.login}-${screen}-${name}`);
  await page.goto(base);
  await page.getByTestId('login-form').waitFor();
  if (account === accounts[0]) await take('login');
  await page.locator('input[name=login]').fill(account.login);
  await page.locator('input[name=password]').fill(account.password);
  await page.keyboard.press('Enter');
  await page.getByTestId('account-menu').waitFor();
  const places = await page
    .locator('nav a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  for (const place of places) {
    await page.goto(base + place);
    await take(place === '/' ? 'today' : place.slice(1));
    for (const tab of place === '/custody' ? ['retention', 'destruction'] : []) {
      await page.goto(`${base}${place}/${tab}`);
      await take(tab);
    }
  }
  await takeDay(page, take);
  if (places.includes('/live')) await takeWall(page, take);
  if (places.includes('/cases')) await takeFirst(page, '/cases', 'case-row', () => take('case'));
  if (places.includes('/sessions')) {
    await takeFirst(page, '/sessions?state=sealed', 'session-row', async () => {
      await take('session');
      await takeProof(page, take);
      await takeReplay(page, take);
    });
  }
}

/** The rooms live, after the reason; an officer is asked for none and sees only the own room, while receiving. */
async function takeWall(page: Page, take: (screen: string) => Promise<void>): Promise<void> {
  await page.goto(`${base}/live`);
  await page.waitForLoadState('networkidle');
  if ((await page.getByTestId('reason-dialog').count()) === 0) return;
  await page.getByTestId('reason-submit').click();
  await page.locator('video[data-live-state=live]').first().waitFor();
  await page.locator('video:not([data-live-state=live])').first().waitFor({ state: 'detached' });
  await take('wall-live');
}

/** The day of the first room, for those who may see it. */
async function takeDay(page: Page, take: (screen: string) => Promise<void>): Promise<void> {
  await page.goto(base);
  await page.waitForLoadState('networkidle');
  const link = page.getByTestId('room-day-link').first();
  if ((await link.count()) === 0) return;
  await link.click();
  await page.getByTestId('day-strip').waitFor();
  await take('day');
}

async function takeFirst(page: Page, list: string, row: string, then: () => Promise<void>): Promise<void> {
  await page.goto(base + list);
  await page.waitForLoadState('networkidle');
  const first = page.getByTestId(row).first();
  if ((await first.count()) === 0) return;
  const link = first.locator('a').first();
  await page.goto(base + ((await link.getAttribute('href')) ?? '/'));
  await page.waitForLoadState('networkidle');
  await then();
}

async function takeProof(page: Page, take: (screen: string) => Promise<void>): Promise<void> {
  const session = page.url();
  const open = page.getByTestId('open-proof').first();
  if ((await open.count()) === 0) return;
  await open.click();
  await page.getByTestId('keeping').waitFor();
  await take('proof');
  await page.goto(session);
  await page.waitForLoadState('networkidle');
}

async function takeReplay(page: Page, take: (screen: string) => Promise<void>): Promise<void> {
  const open = page.getByTestId('open-replay');
  if ((await open.count()) === 0) return;
  await open.click();
  const dialog = page.getByTestId('reason-dialog');
  const play = page.getByTestId('play');
  await dialog.or(play).first().waitFor();
  if (await dialog.isVisible()) {
    await take('reason');
    await page.getByTestId('reason-note').fill('Kiểm tra định kỳ');
    await page.keyboard.press('Enter');
  }
  await play.waitFor();
  await page.locator('[data-testid=wall-time][data-ms]').waitFor();
  await take('replay');
}

async function shoot(page: Page, file: string): Promise<void> {
  if (positionals.length > 0 && !positionals.some((wanted) => file.includes(wanted))) return;
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}/${file}.png` });
  console.log(`${folder}/${file}.png`);
}
