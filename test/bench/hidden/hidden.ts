import { randomBytes, randomUUID } from 'node:crypto';
import { createAccount } from '../../../services/access/accounts/accounts.ts';
import type { Role } from '../../../services/contracts/access/account.ts';
import { caseRoutes } from '../../../services/contracts/case.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { openClient } from '../../support/client.ts';
import { type Site, withSite } from '../ingest/site.ts';
import { median, type Result, round } from '../result.ts';
import { kolmogorovSmirnov, mannWhitney } from './statistics.ts';

const requests = 10_000;
const atOnce = 4;
/** Of one person, each of which may ask so much a minute. */
const logins = 12;
/** A difference counts as seen when it comes about by chance once in a thousand times. */
const seenAt = 0.001;

interface Ids {
  session: string;
  case: string;
  clip: string;
  hold: string;
}

/** What an outsider asks for by id; the same words for what is hidden and for what is not there. */
const questions: ((ids: Ids) => [method: string, path: string, body?: object])[] = [
  ({ session }) => ['GET', `/api/sessions/${session}`],
  ({ session }) => ['GET', `/api/sessions/${session}/keeping`],
  ({ session }) => ['PATCH', `/api/sessions/${session}`, { note: 'x' }],
  ({ case: file }) => ['GET', `/api/cases/${file}`],
  ({ clip }) => ['GET', `/api/clips/${clip}/proof`],
  ({ clip }) => ['GET', `/api/clips/${clip}/poster`],
  ({ hold }) => ['POST', `/api/holds/${hold}/lift`, { reason: 'no longer needed' }],
  ({ session }) => [
    'POST',
    '/api/views',
    { target: { kind: 'session', sessionId: session }, reasonCode: 'audit', note: 'x' },
  ],
];

/** Ten thousand questions of a supervisor, half of them about a denunciation, half about ids that were made up: do the times differ? */
export function benchHidden(say: (line: string) => void): Promise<Result> {
  return withSite('rtsp://127.0.0.1:9/none', async (site) => {
    const [officer] = await logIns(site, 'officer', 1);
    const outsiders = await logIns(site, 'supervisor', logins);
    if (!officer) throw new Error('nobody is logged in');
    const hidden = await makeHidden(site, officer);
    const ask = async (ids: Ids, number: number) => {
      const [method, path, body] = questions[number % questions.length]?.(ids) ?? ['GET', '/'];
      const askedAt = performance.now();
      const headers = { 'content-type': 'application/json' };
      const outsider = outsiders[Math.floor(Math.random() * logins)] ?? officer;
      const answer = await outsider.request(path, { method, ...(body && { body: JSON.stringify(body), headers }) });
      const ms = performance.now() - askedAt;
      await answer.arrayBuffer();
      if (answer.status !== 404) throw new Error(`${method} ${path} answered ${answer.status}`);
      return ms;
    };
    for (let i = 0; i < 400; i++) await ask(i % 2 === 0 ? hidden : madeUp(), i >> 1);
    const times = await measure(hidden, ask);
    return judge(times, say);
  });
}

type Times = Record<'hidden' | 'madeUp', number[]>;

/** Both kinds in turns that are drawn, several at once. */
async function measure(hidden: Ids, ask: (ids: Ids, number: number) => Promise<number>): Promise<Times[]> {
  const times = questions.map((): Times => ({ hidden: [], madeUp: [] }));
  const turns = Array.from({ length: requests }, (_, i) => ({
    number: i >> 1,
    isHidden: i % 2 === 0,
    draw: Math.random(),
  }));
  turns.sort((a, b) => a.draw - b.draw);
  const lane = async () => {
    for (let turn = turns.pop(); turn; turn = turns.pop()) {
      const ms = await ask(turn.isHidden ? hidden : madeUp(), turn.number);
      times[turn.number % questions.length]?.[turn.isHidden ? 'hidden' : 'madeUp'].push(ms);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return times;
}

function judge(times: readonly Times[], say: (line: string) => void): Result {
  const all: Times = { hidden: times.flatMap((one) => one.hidden), madeUp: times.flatMap((one) => one.madeUp) };
  const rows = [...times, all].map((one, i) => {
    const asked = questions[i]?.({ session: ':session', case: ':case', clip: ':clip', hold: ':hold' });
    return {
      question: asked ? `${asked[0]} ${asked[1]}` : 'all',
      hidden_ms: round(median(one.hidden), 3),
      made_up_ms: round(median(one.madeUp), 3),
      mann_whitney_p: round(mannWhitney(one.hidden, one.madeUp), 4),
      kolmogorov_smirnov_p: round(kolmogorovSmirnov(one.hidden, one.madeUp), 4),
    };
  });
  const seen = smallestSeen(all);
  say(`${requests} questions; a difference of ${(seen * 1000).toFixed(0)} µs would have been seen`);
  const last = rows.at(-1);
  return {
    rows,
    figures: {
      hidden_requests: requests,
      hidden_p: last?.mann_whitney_p ?? Number.NaN,
      hidden_ks_p: last?.kolmogorov_smirnov_p ?? Number.NaN,
      hidden_least_p: Math.min(...rows.map((row) => row.mann_whitney_p)),
      hidden_median_ms: last?.hidden_ms ?? Number.NaN,
      hidden_made_up_median_ms: last?.made_up_ms ?? Number.NaN,
      hidden_seen_from_us: round(seen * 1000, 0),
    },
  };
}

/** The smallest delay (ms) of all answers about hidden ids that the test would have found. */
function smallestSeen({ madeUp }: Times): number {
  const [even, odd] = [0, 1].map((rest) => madeUp.filter((_, i) => i % 2 === rest)) as [number[], number[]];
  let [low, high] = [0, 10];
  while (high - low > 0.001) {
    const middle = (low + high) / 2;
    if (
      mannWhitney(
        even.map((ms) => ms + middle),
        odd,
      ) < seenAt
    )
      high = middle;
    else low = middle;
  }
  return high;
}

const madeUp = (): Ids => ({ session: randomUUID(), case: randomUUID(), clip: randomUUID(), hold: randomUUID() });

async function logIns({ db, house }: Site, role: Role, count: number) {
  const password = randomBytes(12).toString('hex');
  await createAccount(db, { id: null }, { login: role, name: role, role, password, keepsPassword: true });
  const clients = Array.from({ length: count }, () => openClient(house.origin));
  for (const client of clients) await client.logIn(role, password);
  return clients;
}

/** A denunciation with a session that is over, its clip and a hold. */
async function makeHidden({ db, roomId }: Site, officer: ReturnType<typeof openClient>): Promise<Ids> {
  const { id: file, key } = await officer.call(caseRoutes.create, { body: { kind: 'TC' } });
  const { id: session } = await officer.call(sessionRoutes.start, { body: { roomId, caseKeys: [key] } });
  const { startedAt } = await officer.call(sessionRoutes.stop, { params: { sessionId: session } });
  const since = new Date(startedAt);
  const camera = {
    room_id: roomId,
    code: 'c',
    name: 'C',
    address: 'rtsp://127.0.0.1:9/x',
    disabled_reason: 'not there',
  };
  const one = await db.insertInto('cameras').values(camera).returning('id').executeTakeFirstOrThrow();
  const clip = { session_id: session, camera_id: one.id, from_at: since, to_at: new Date(since.getTime() + 1) };
  const hold = { session_id: session, reason_code: 'dispute', note: 'held' } as const;
  return {
    ...{ session, case: file },
    clip: (await db.insertInto('clips').values(clip).returning('id').executeTakeFirstOrThrow()).id,
    hold: (await db.insertInto('holds').values(hold).returning('id').executeTakeFirstOrThrow()).id,
  };
}
