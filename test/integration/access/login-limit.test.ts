import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLoginLimit, type Wait } from '../../../services/access/accounts/login-limit.ts';
import { redisUrl } from '../../support/stack.ts';

let redis: Redis;
beforeAll(async () => {
  redis = new Redis(await redisUrl(), { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
  await redis.connect();
  await redis.flushdb();
});
afterAll(() => redis.disconnect());

const from = (login: string, address: string, isKnownPlace = false) => ({ login, address, isKnownPlace });

async function allowed(tries: Promise<Wait | null>[]): Promise<number> {
  return (await Promise.all(tries)).filter((wait) => wait === null).length;
}

/** How long a try must wait, in seconds; 0 when it may go on. */
async function waitS(tries: Promise<Wait | null>): Promise<number> {
  return Number((await tries)?.problem.details.retryAfterSeconds ?? 0);
}

test('many tries at once are stopped like many in a row', async () => {
  const limit = createLoginLimit(redis);
  const atOnce = Array.from({ length: 60 }, () => limit.countTry(from('at-once', '10.0.0.1')));
  expect(await allowed(atOnce)).toBe(5);
});

test('waits grow from a minute to an hour, and what waits does not count', async () => {
  const limit = createLoginLimit(redis);
  const growing = from('growing', '10.0.0.5');
  for (let wrong = 0; wrong < 5; wrong++) expect(await waitS(limit.countTry(growing))).toBe(0);
  for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60]) {
    for (let hammer = 0; hammer < 3; hammer++) {
      const wait = await waitS(limit.countTry(growing));
      expect(wait).toBeGreaterThan((minutes - 1) * 60);
      expect(wait).toBeLessThanOrEqual(minutes * 60);
    }
    // The wait is over.
    await redis.del('login-account-door:growing');
    expect(await waitS(limit.countTry(growing))).toBe(0);
  }
  const left = await redis.ttl('login-account:growing');
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(24 * 3600);
});

test('one address may not try many accounts, and hears when to come back', async () => {
  const limit = createLoginLimit(redis);
  const spread = Array.from({ length: 130 }, (_, index) => limit.countTry(from(`spread-${index}`, '10.0.0.2')));
  expect(await allowed(spread)).toBe(100);
  const wait = await limit.countTry(from('spread-last', '10.0.0.2'));
  expect(wait).toMatchObject({ isOfAddress: true, problem: { code: 'too_many_logins' } });
  expect(await waitS(limit.countTry(from('spread-last', '10.0.0.2')))).toBeLessThanOrEqual(60);
});

test('others cannot make a person wait where that person was logged in lately', async () => {
  const limit = createLoginLimit(redis);
  await Promise.all(Array.from({ length: 130 }, () => limit.countTry(from('victim', '10.0.0.6'))));
  expect(await waitS(limit.countTry(from('victim', '10.0.0.7')))).toBeGreaterThan(0);
  expect(await waitS(limit.countTry(from('victim', '10.0.0.6', true)))).toBe(0);
  const guesses = Array.from({ length: 20 }, () => limit.countTry(from('victim', '10.0.0.6', true)));
  expect(await allowed(guesses)).toBe(4);
});

test('right passwords do not use up the tries of an address', async () => {
  const limit = createLoginLimit(redis);
  for (let login = 0; login < 120; login++) {
    const right = from(`right-${login}`, '10.0.0.3');
    expect(await limit.countTry(right)).toBeNull();
    await limit.forgive(right);
  }
  const atOnce = Array.from({ length: 90 }, (_, index) => from(`at-once-${index}`, '10.0.0.3'));
  expect(await allowed(atOnce.map((one) => limit.countTry(one)))).toBe(90);
});

test('a right password that is asked for its code neither counts nor forgives', async () => {
  const limit = createLoginLimit(redis);
  const asked = from('asked', '10.0.0.8');
  for (let wrong = 0; wrong < 4; wrong++) await limit.countTry(asked);
  for (let right = 0; right < 3; right++) {
    expect(await limit.countTry(asked)).toBeNull();
    await limit.giveBack(asked);
  }
  expect(await allowed([limit.countTry(asked), limit.countTry(asked)])).toBe(1);
});

test('what an administrator frees may be tried again at once', async () => {
  const limit = createLoginLimit(redis);
  const known = from('freed', '10.0.0.9', true);
  const unknown = from('freed', '10.0.0.10');
  for (let wrong = 0; wrong < 6; wrong++) await Promise.all([limit.countTry(known), limit.countTry(unknown)]);
  await limit.free('freed', ['10.0.0.9']);
  expect(await allowed([limit.countTry(known), limit.countTry(unknown)])).toBe(2);
});

test('the limit holds while Redis is away', async () => {
  const away = new Redis('redis://127.0.0.1:1', { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  away.on('error', () => undefined);
  const limit = createLoginLimit(away);
  const tries = Array.from({ length: 20 }, () => limit.countTry(from('away', '10.0.0.4')));
  expect(await allowed(tries)).toBe(5);
  await limit.free('away', []);
  expect(await allowed([limit.countTry(from('away', '10.0.0.4'))])).toBe(1);
  away.disconnect();
});
