import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLoginLimit } from '../../../services/access/accounts/login-limit.ts';
import { redisUrl } from '../../support/stack.ts';

let redis: Redis;
beforeAll(async () => {
  redis = new Redis(await redisUrl(), { maxRetriesPerRequest: 1, enableOfflineQueue: false, lazyConnect: true });
  await redis.connect();
  await redis.flushdb();
});
afterAll(() => redis.disconnect());

async function allowed(tries: Promise<void>[]): Promise<number> {
  const outcomes = await Promise.allSettled(tries);
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

test('many tries at once are stopped like many in a row', async () => {
  const limit = createLoginLimit(redis);
  const atOnce = Array.from({ length: 60 }, () => limit.countTry('at-once', '10.0.0.1'));
  expect(await allowed(atOnce)).toBe(8);
});

test('one address may not try many accounts, and hears when to come back', async () => {
  const limit = createLoginLimit(redis);
  const spread = Array.from({ length: 60 }, (_, index) => limit.countTry(`spread-${index}`, '10.0.0.2'));
  expect(await allowed(spread)).toBe(40);
  await expect(limit.countTry('spread-last', '10.0.0.2')).rejects.toMatchObject({
    code: 'too_many_logins',
    details: { retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 900) },
  });
});

test('right passwords do not use up the tries of an address', async () => {
  const limit = createLoginLimit(redis);
  for (let login = 0; login < 50; login++) {
    await limit.countTry('right', '10.0.0.3');
    await limit.forgive('right', '10.0.0.3');
  }
  await limit.countTry('right', '10.0.0.3');
});

test('the limit holds while Redis is away', async () => {
  const away = new Redis('redis://127.0.0.1:1', { maxRetriesPerRequest: 1, enableOfflineQueue: false });
  away.on('error', () => undefined);
  const limit = createLoginLimit(away);
  const tries = Array.from({ length: 20 }, () => limit.countTry('away', '10.0.0.4'));
  expect(await allowed(tries)).toBe(8);
  away.disconnect();
});
