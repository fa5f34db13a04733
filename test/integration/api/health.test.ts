import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { startApi, type TestApi } from '../../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const health = async (of: TestApi) => {
  const answer = await of.stranger().request('/api/health');
  return { status: answer.status, ...(await answer.json()) };
};

test('all parts up', async () => {
  expect(await health(api)).toEqual({
    status: 'ok',
    parts: { database: true, redis: true, bucket: true },
  });
});

test('an object store that does not answer is named', async () => {
  const away = await openBucket({
    kind: 's3',
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    accessKey: 'none',
    secretKey: 'none',
    bucket: 'minhchung',
    locked: true,
  });
  const without = await startApi({ bucket: away });
  expect(await health(without)).toMatchObject({ parts: { database: true, redis: true, bucket: false } });
  await without.close();
});

test('a stranger learns of no address under /api but the open ones', async () => {
  const statusOf = async (path: string) => (await api.stranger().request(path)).status;
  expect(await Promise.all(['/api/openapi.json', '/api/nothing', '/api/clips/x/poster'].map(statusOf))).toEqual([
    200, 401, 401,
  ]);
});
