import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../../infra/stack/free-port.ts';
import { startProgram } from '../../../infra/up/programs.ts';
import { timeJobs } from '../../../services/adapters/metrics/job-metrics.ts';
import { startMetrics } from '../../../services/adapters/metrics/start-metrics.ts';
import { cameraRoutes } from '../../../services/contracts/recording/camera.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { freshDatabase, redisUrl, testFolder } from '../../support/stack.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const read = async (port: number, path = '/metrics') => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, text: await answer.text() };
};

it('requests are counted by their pattern: no id and no address of anything', async () => {
  const admin = await api.visitor('admin');
  const cameraId = '019a0000-0000-7000-8000-000000000001';
  await expect(admin.call(cameraRoutes.change, { params: { cameraId }, body: { name: 'x' } })).rejects.toThrow(/404/);
  const text = await api.metrics();
  expect(text).toContain(
    'minhchung_http_request_seconds_count{method="PATCH",route="/api/cameras/:cameraId",status="404"} 1',
  );
  expect(text).not.toContain(cameraId);
});

it('the port of the browsers serves no metrics', async () => {
  const answer = await fetch(`${api.baseUrl}/metrics`);
  expect(await answer.text()).not.toContain('minhchung_');
});

it('a program serves them on a port of its own, and nothing else there', async () => {
  const database = await freshDatabase();
  const folder = await testFolder('metrics');
  const port = await freePort();
  const env = {
    ...{ DATABASE_URL: database.url, REDIS_URL: await redisUrl(), SECRET_KEY: '07'.repeat(32) },
    ...{ BUCKET_KIND: 'disk', BUCKET_DISK_PATH: folder, SPOOL_PATH: join(folder, 'spool'), SPOOL_LIMIT_MIB: '64' },
    METRICS_PORT: String(port),
  };
  const ingest = await startProgram({ name: 'ingest', main: 'workers/ingest/main.ts', env }, folder);
  const { text } = await read(port);
  expect(text).toContain('minhchung_spool_limit_bytes 67108864');
  expect(text).toContain('minhchung_cameras_recording 0');
  expect(text).toContain('process_resident_memory_bytes');
  expect((await read(port, '/')).status).toBe(404);
  await ingest.close();
  await database.close();
});

it('while Redis is away a program says so, and all else is still told', async () => {
  const port = await freePort();
  const metrics = await startMetrics({ host: '127.0.0.1', port, log: api.deps.log });
  let isAway = false;
  const counts = async () => {
    if (isAway) throw new Error('away');
    return { 'segment.tag': 3 };
  };
  const attempted = timeJobs(metrics.register, counts);
  attempted('segment.tag', 0.5, false);
  expect((await read(port)).text).toContain('minhchung_jobs_waiting{job="segment.tag"} 3');
  isAway = true;
  const { text } = await read(port);
  expect(text).toContain('minhchung_redis_up 0');
  expect(text).not.toContain('minhchung_jobs_waiting{');
  expect(text).toContain('minhchung_job_attempt_seconds_count{job="segment.tag",outcome="failed"} 1');
  await metrics.close();
});
