import type { Page } from 'playwright-core';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { openBrowser } from '../../e2e/support/browser.ts';
import { minioOf } from '../../e2e/support/house-minio.ts';
import { openClient } from '../../support/client.ts';
import { type Site, withSite } from '../ingest/site.ts';
import { percentile, type Result, round } from '../result.ts';
import { servePlainFile } from './plain-file.ts';
import { readAtOnce } from './readers.ts';
import { makeSessions, type Sessions } from './sessions.ts';
import { addStopwatches, msToFrames, msToSeek } from './stopwatch.ts';

const tries = 100;
const longTries = 25;

/** What a reviewer waits for, beside the same footage as one file from a server that does nothing else; and sixteen at once. */
export function benchReplay(say: (line: string) => void): Promise<Result> {
  return withSite('rtsp://127.0.0.1:9/none', async (site) => {
    const bucket = await footageBucket(site);
    const sessions = await makeSessions(site, bucket);
    say('footage is stored');
    const plain = await servePlainFile(site.folder, sessions.one.file);
    const browser = await openBrowser();
    try {
      const ours = await browser.person(site.house.origin, sessions.officer);
      const bare = await browser.page(plain.origin);
      for (const page of [ours, bare]) await addStopwatches(page);
      const first = await firstFrames(ours, bare, { site, sessions, plain: plain.origin, say });
      const seek = await seeks(ours, bare, { site, sessions, plain: plain.origin, say });
      const long = await openings(ours, { site, sessions, say });
      await ours.close();
      await bare.close();
      const stalls = await sixteen(site, sessions);
      return result(first, seek, long, stalls);
    } finally {
      await browser.close();
      await plain.close();
      await bucket.close();
    }
  });
}

function footageBucket({ house }: Site) {
  const { endpoint, identities } = minioOf(house);
  const settings = { endpoint, region: 'us-east-1', ...identities.ingest, bucket: 'minhchung', locked: true };
  return openBucket({ kind: 's3', ...settings });
}

interface Setting {
  site: Site;
  sessions: Sessions;
  /** Origin of the plain file. */
  plain: string;
  say: (line: string) => void;
}

interface Pair {
  ours: number[];
  bare: number[];
}

const link = '[data-testid=open-replay]';

/** In turn, so that whatever else the machine does falls on both. */
async function firstFrames(ours: Page, bare: Page, setting: Setting): Promise<Pair> {
  const times: Pair = { ours: [], bare: [] };
  for (let i = 0; i < tries; i++) {
    times.ours.push(await openSession(ours, setting.site, setting.sessions.one.id, 1));
    await bare.goto(setting.plain);
    times.bare.push(await msToFrames(bare, 'button', 1));
    if (i % 25 === 24) setting.say(`${i + 1} openings`);
  }
  return times;
}

async function openSession(page: Page, site: Site, sessionId: string, videos: number): Promise<number> {
  await page.goto(`${site.house.origin}/sessions/${sessionId}`);
  await page.locator(link).waitFor();
  return msToFrames(page, link, videos);
}

/** To places all over five minutes, most of which are not loaded. */
async function seeks(ours: Page, bare: Page, { site, sessions, plain, say }: Setting): Promise<Pair> {
  await openSession(ours, site, sessions.one.id, 1);
  await bare.goto(plain);
  await msToFrames(bare, 'button', 1);
  const times: Pair = { ours: [], bare: [] };
  for (let i = 0; i < tries; i++) {
    // The golden ratio spreads them evenly, and never near the one before.
    const share = 0.01 + 0.97 * ((i * 0.618034) % 1);
    times.ours.push(await msToSeek(ours, 'click', share));
    times.bare.push(await msToSeek(bare, 'set', share));
    if (i % 25 === 24) say(`${i + 1} seeks`);
  }
  return times;
}

async function openings(page: Page, { site, sessions, say }: Omit<Setting, 'plain'>) {
  const times = { short: [] as number[], long: [] as number[] };
  for (let i = 0; i < longTries; i++) {
    times.short.push(await openSession(page, site, sessions.short, 4));
    times.long.push(await openSession(page, site, sessions.long, 4));
  }
  say('short and long sessions were opened');
  return times;
}

async function sixteen({ house }: Site, { officer, short }: Sessions) {
  const client = openClient(house.origin);
  await client.logIn(officer.login, officer.password);
  return readAtOnce(client, short);
}

function result(
  first: Pair,
  seek: Pair,
  long: { short: number[]; long: number[] },
  read: Awaited<ReturnType<typeof readAtOnce>>,
): Result {
  const figures: Record<string, number> = {};
  const rows: Result['rows'] = [];
  const add = (what: string, key: string, one: number[], other: number[], ratio: string) => {
    for (const [name, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
    ] as const) {
      const [a, b] = [percentile(one, share), percentile(other, share)];
      rows.push({ what: `${what}, ${name}`, ms: round(a, 0), 'beside, ms': round(b, 0), ratio: round(a / b, 2) });
      figures[`${key}_${name}_ms`] = round(a, 1);
      figures[`${key}_beside_${name}_ms`] = round(b, 1);
      if (name === 'p50') figures[ratio] = round(a / b, 2);
    }
  };
  add('click → first frame, beside one plain file', 'first_frame', first.ours, first.bare, 'first_frame_ratio');
  add('seek → frame, beside one plain file', 'seek', seek.ours, seek.bare, 'seek_ratio');
  add('8 h × 4 cameras opened, beside 5 min × 4', 'long', long.long, long.short, 'long_ratio');
  const fragment = percentile(read.tookMs, 0.95);
  rows.push({ what: `${read.fragments} fragments for 16 people × 4 cameras, p95`, ms: round(fragment, 0) });
  rows.push({ what: 'of them too late', ms: read.stalls });
  return { rows, figures: { ...figures, stalls_16: read.stalls, fragment_16_p95_ms: round(fragment, 1) } };
}
