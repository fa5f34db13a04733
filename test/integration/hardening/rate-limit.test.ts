import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRateLimit } from '../../../services/api/http/rate-limit.ts';
import { accountRoutes } from '../../../services/contracts/access/account.ts';
import { roomRoutes } from '../../../services/contracts/recording/room.ts';
import { sessionRoutes } from '../../../services/contracts/session.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import type { Client } from '../../support/client.ts';
import { redisUrl } from '../../support/stack.ts';

/** Floods are stopped by login; people behind the same address go on. */
const limits = { strangers: 30, all: 60, writes: 10 };
let api: TestApi;
let redis: Redis;
beforeAll(async () => {
  redis = new Redis(await redisUrl());
  api = await startApi({ limitRate: createRateLimit(redis, limits) });
});
afterAll(async () => {
  await api.close();
  redis.disconnect();
});

const many = async (count: number, ask: () => Promise<Response>) => {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  return { answers, refused: answers.filter(({ status }) => status === 429) };
};
const read = (who: Client) => () => who.request(roomRoutes.list.path);
const write = (who: Client) => () => who.request(sessionRoutes.start.path, { method: 'POST', body: '{}' });

it('a login that floods is told when to come again, another from the same address is not in its way', async () => {
  const [noisy, quiet] = [await api.visitor('officer', 'noisy'), await api.visitor('officer', 'quiet')];
  const { refused } = await many(limits.all + 5, read(noisy));
  expect(refused).toHaveLength(5);
  const [answer] = refused;
  expect(Number(answer?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(answer?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect(await answer?.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
  expect((await many(20, read(quiet))).refused).toEqual([]);
});

it('what changes something has a limit of its own; looking goes on', async () => {
  const who = await api.visitor('officer', 'writer');
  expect((await many(limits.writes + 3, write(who))).refused).toHaveLength(3);
  expect((await many(20, read(who))).refused).toEqual([]);
});

it('who is not logged in counts by address, on every endpoint, and cannot use up what people have', async () => {
  const who = await api.visitor('officer', 'inside');
  const paths = [accountRoutes.me.path, '/api/health', '/api/openapi.json', '/api/nothing'];
  const stranger = api.stranger();
  const { refused } = await many(limits.strangers * 2, () =>
    stranger.request(paths[Math.floor(Math.random() * paths.length)] ?? ''),
  );
  expect(refused.length).toBeGreaterThanOrEqual(limits.strangers);
  expect((await many(20, read(who))).refused).toEqual([]);
});
