import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi, type TestApi } from '../../support/api.ts';
import { testFolder } from '../../support/stack.ts';

let api: TestApi;
beforeAll(async () => {
  const webDist = await testFolder('web');
  await mkdir(join(webDist, 'assets'));
  await writeFile(join(webDist, 'index.html'), '<!doctype html><title>Minh Chứng</title>');
  await writeFile(join(webDist, 'assets/index-abc.js'), 'export {};');
  api = await startApi({ webDist });
});
afterAll(() => api.close());

async function get(path: string) {
  const answer = await api.stranger().request(path);
  return { status: answer.status, cache: answer.headers.get('cache-control'), text: await answer.text(), answer };
}

test('every page of the web is the one document, asked for each time', async () => {
  for (const path of ['/', '/sessions/abc', '/%2e%2e/package.json']) {
    const page = await get(path);
    expect(page).toMatchObject({ status: 200, cache: 'no-cache', text: expect.stringContaining('Minh Chứng') });
  }
});

test('built assets are kept for ever; one that is gone is not answered with a page', async () => {
  expect(await get('/assets/index-abc.js')).toMatchObject({
    status: 200,
    cache: 'public, max-age=31536000, immutable',
  });
  const gone = await get('/assets/index-old.js');
  expect(gone.status).toBe(404);
  expect(JSON.parse(gone.text)).toMatchObject({ code: 'not_found' });
});

test('nothing from elsewhere and no inline script may run', async () => {
  const { answer } = await get('/');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("default-src 'self';");
  expect(policy).toContain("media-src 'self' blob:;");
  expect(policy).not.toContain('upgrade-insecure-requests');
  expect(answer.headers.get('x-powered-by')).toBeNull();
});
