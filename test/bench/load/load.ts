import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { TOTP } from 'otpauth';
import { freePort } from '../../../infra/stack/free-port.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { minioOf } from '../../e2e/support/house-minio.ts';
import { cpuTimes, used } from '../ingest/cpu.ts';
import { type Site, withSite } from '../ingest/site.ts';
import { type Result, round } from '../result.ts';
import { openBrowser } from './browser.ts';
import { visit } from './person.ts';
import { createTally, type Tally, timesOf } from './tally.ts';
import { buildWorld, type World } from './world.ts';

const people = 200;
const comers = 50;
const aloneMs = 45_000;
const crowdMs = 75_000;
/** People come one after the other, and those who log in all at once when the crowd is there. */
const arriveMs = 10_000;
const comeMs = 30_000;
/** Most sit behind the office's one address. */
const office = '198.51.100.7';
const addressOf = (number: number) => (number % 5 === 0 ? `203.0.113.${number % 9}` : office);

/** 200 people who look and 50 who log in at once: what is refused, what is late, and how long each waits beside one person alone. */
export async function benchLoad(say: (line: string) => void): Promise<Result> {
  // Others on the same cores make everybody wait: who reads the times must know.
  const othersLoad = loadavg()[0] ?? 0;
  const apiMetricsPort = await freePort();
  const env = { TRUST_PROXY: 'loopback', TOTP_ROLES: '' };
  const measure = async (site: Site) => {
    const { endpoint, identities } = minioOf(site.house);
    const s3 = { kind: 's3', endpoint, region: 'us-east-1', bucket: 'minhchung', locked: true } as const;
    const bucket = await openBucket({ ...s3, ...identities.custody });
    const world = await buildWorld(site, bucket, { people, comers: comers + 5 });
    await bucket.close();
    say(`${world.sessions.length} sessions stored`);
    const alone = await oneAlone(site, world);
    const before = await readMetrics(apiMetricsPort);
    say('one person alone is through');
    const cpuBefore = await cpuTimes(process.pid);
    const crowd = await allAtOnce(site, world);
    const cpu = [...used(cpuBefore, await cpuTimes(process.pid))].sort(([, a], [, b]) => b - a);
    say(`CPU seconds: ${cpu.map(([name, seconds]) => `${name} ${seconds.toFixed(0)}`).join(', ')}`);
    const after = await readMetrics(apiMetricsPort);
    const result = judge(alone, crowd, { ...after, cpuS: after.cpuS - before.cpuS });
    for (const line of crowd.wrong.slice(0, 20)) say(line);
    return { ...result, figures: { ...result.figures, load_of_others: round(othersLoad, 1) } };
  };
  return withSite('rtsp://127.0.0.1:9/none', measure, { env, apiMetricsPort });
}

/** A supervisor looks, and then some log in, one after the other. */
async function oneAlone({ house }: Site, world: World): Promise<Tally> {
  const tally = createTally();
  const who = world.people.find(({ role }) => role === 'supervisor');
  if (!who) throw new Error('there is no supervisor');
  const browser = openBrowser(house.origin, tally, { cookie: who.cookie, address: office });
  await visit(browser, tally, world, who, performance.now() + aloneMs);
  for (const comer of world.comers.slice(comers)) await come(house.origin, tally, world.password, comer, true);
  return tally;
}

async function allAtOnce({ house }: Site, world: World): Promise<Tally> {
  const tally = createTally();
  const untilMs = performance.now() + crowdMs;
  const looking = world.people.map(async (who, i) => {
    await delay((i / people) * arriveMs);
    const browser = openBrowser(house.origin, tally, { cookie: who.cookie, address: addressOf(i) });
    await visit(browser, tally, world, who, untilMs);
  });
  const coming = delay(comeMs).then(() =>
    Promise.all(
      world.comers.slice(0, comers).map((comer, i) => come(house.origin, tally, world.password, comer, i % 10 !== 9)),
    ),
  );
  await Promise.all([...looking, coming]);
  return tally;
}

/** Logs in, with a code where it is asked for; one in ten types a wrong password. */
async function come(
  origin: string,
  tally: Tally,
  right: string,
  { login, secret }: World['comers'][number],
  isRight: boolean,
) {
  const browser = openBrowser(origin, tally, { cookie: '', address: office });
  const typed = { login, password: isRight ? right : 'not the password' };
  if (!isRight) return browser.post('log in, wrong', { status: 401 }, '/api/login', typed);
  if (secret === null) return browser.post('log in', { status: 200 }, '/api/login', typed);
  await browser.post('log in, code asked', { status: 401 }, '/api/login', typed);
  const code = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 }).generate();
  return browser.post('log in', { status: 200 }, '/api/login', { ...typed, code });
}

function judge(alone: Tally, crowd: Tally, api: Metrics): Result {
  const rows = [...crowd.times.keys()].sort().map((kind) => {
    const [one, all] = [timesOf(alone, kind), timesOf(crowd, kind)];
    const alonesP50 = one.count === 0 ? '-' : one.p50;
    const ratio = one.count === 0 ? '-' : round(all.p50 / one.p50, 2);
    return { kind, asked: all.count, alone_p50_ms: alonesP50, p50_ms: all.p50, p95_ms: all.p95, ratio };
  });
  const ratios = rows.flatMap(({ ratio }) => (typeof ratio === 'number' ? ratio : []));
  const { counts } = crowd;
  return {
    rows,
    figures: {
      load_questions: counts.questions,
      load_refused_rightly: counts.refusedRightly,
      load_refused_wrongly: counts.refusedWrongly + alone.counts.refusedWrongly,
      load_let_in_wrongly: counts.letInWrongly + alone.counts.letInWrongly,
      load_errors: counts.errors + alone.counts.errors,
      load_pieces: counts.pieces,
      load_stalls: counts.stalls,
      load_worst_ratio: Math.max(...ratios),
      load_login_p95_ms: timesOf(crowd, 'log in').p95,
      load_loop_p99_ms: api.loopP99Ms,
      load_loop_max_ms: api.loopMaxMs,
      load_api_cpu_ms: round((api.cpuS * 1000) / counts.questions, 2),
      load_api_cores: round((api.cpuS * 1000) / crowdMs, 2),
    },
  };
}

interface Metrics {
  /** How long the event loop was held up since this was read last. */
  loopP99Ms: number;
  loopMaxMs: number;
  /** Since the start. */
  cpuS: number;
}

async function readMetrics(port: number): Promise<Metrics> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  return {
    loopP99Ms: round(value('nodejs_eventloop_lag_p99_seconds') * 1000, 1),
    loopMaxMs: round(value('nodejs_eventloop_lag_max_seconds') * 1000, 1),
    cpuS: value('process_cpu_seconds_total'),
  };
}
