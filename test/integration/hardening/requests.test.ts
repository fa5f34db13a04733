import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../../services/api/app.ts';
import { openServer } from '../../../services/api/http/open-server.ts';
import { accountRoutes } from '../../../services/contracts/access/account.ts';
import { createLog } from '../../../services/log.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { openClient } from '../../support/client.ts';

/** What a request may be, what every answer carries, and whose word is taken for where it comes from. */
const lines: string[] = [];
let api: TestApi;
beforeAll(async () => {
  api = await startApi({ log: createLog('test', 'debug', { write: (line) => void lines.push(line) }) });
});
afterAll(() => api.close());

it('every answer forbids what our pages do not need', async () => {
  for (const path of ['/', '/api/health', '/api/nothing']) {
    const { headers } = await api.stranger().request(path);
    expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*microphone=\(\).*fullscreen=\(self\)/);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/base-uri 'none';.*frame-ancestors 'none'/);
  }
});

it('an address, a header or a body that is too long is refused before anything is done', async () => {
  const who = await api.visitor('officer', 'long');
  const long = await who.request(`/api/sessions?q=${'x'.repeat(5000)}`);
  expect([long.status, (await long.json()).code]).toEqual([414, 'address_too_long']);
  const headers = await who.request('/api/me', { headers: { 'x-long': 'x'.repeat(20_000) } });
  expect(headers.status).toBe(431);
  const body = JSON.stringify({ note: 'x'.repeat(300_000) });
  const json = { 'content-type': 'application/json' };
  const big = await who.request('/api/sessions', { method: 'POST', headers: json, body });
  expect([big.status, (await big.json()).code]).toEqual([400, 'invalid_input']);
});

it('whoever sends drop by drop is cut off, in the headers and in the body', async () => {
  const server = openServer({ headersMs: 400, requestMs: 800 });
  server.on('request', createApp(api.deps));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const slow = async (first: string) => {
    const socket = connect(port, '127.0.0.1');
    const began = Date.now();
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('error', () => undefined);
    socket.write(first);
    const drops = setInterval(() => socket.write('x'), 50);
    await once(socket, 'close');
    clearInterval(drops);
    return { status: answer.slice(0, 12), ms: Date.now() - began };
  };
  const inHeaders = await slow('GET /api/health HTTP/1.1\r\nhost: x\r\nx-drop: ');
  const inBody = await slow('POST /api/login HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n\r\n');
  server.close();
  expect(inHeaders.status).toBe('HTTP/1.1 408');
  expect(inHeaders.ms).toBeLessThan(3000);
  expect(inBody.ms).toBeLessThan(4000);
});

it('the number of a request stands in its answer and in what is logged for it', async () => {
  const breaks = () => {
    api.deps.log.info('on the way');
    throw new Error('broken on purpose');
  };
  const failing = createApp({ ...api.deps, db: new Proxy(api.db, { get: () => breaks }) });
  const server = failing.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = openClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { origin: api.baseUrl });
  const cookie = (await api.visitor('officer', 'number')).cookie();
  const answer = await client.request('/api/me', { headers: { cookie } });
  server.close();
  const id = answer.headers.get('x-request-id');
  expect(await answer.json()).toMatchObject({ code: 'internal', requestId: id });
  const logged = lines.map((line) => JSON.parse(line)).filter((line) => line.requestId === id);
  expect(logged.map(({ msg }) => msg)).toEqual(['on the way', 'request failed']);
  expect(lines.join('')).not.toContain(cookie.split('=')[1]);
});

it('X-Forwarded-For counts only from a proxy that is trusted', async () => {
  const { password } = await api.visitor('officer', 'far');
  const logIn = async (trustProxy: typeof api.deps.trustProxy) => {
    const server = createApp({ ...api.deps, trustProxy }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = openClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { origin: api.baseUrl });
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9, 10.1.2.3' };
    const body = JSON.stringify({ login: 'far', password });
    await client.request(accountRoutes.login.path, { method: 'POST', headers, body });
    server.close();
    const rows = api.db.selectFrom('audit_log').select('address').where('act', '=', 'login');
    return (await rows.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).address;
  };
  expect(await logIn(false)).toBe('127.0.0.1');
  expect(await logIn(['10.0.0.0/8'])).toBe('127.0.0.1');
  expect(await logIn(1)).toBe('10.1.2.3');
  expect(await logIn(['loopback', '10.0.0.0/8'])).toBe('203.0.113.9');
});

it('behind TLS the cookie never travels without it', async () => {
  const { password } = await api.visitor('officer', 'secure');
  const body = JSON.stringify({ login: 'secure', password });
  const cookieAt = async (origin: string) => {
    const server = createApp({ ...api.deps, origin: () => origin }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/login`, {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json', origin } },
    });
    server.close();
    const policy = answer.headers.get('strict-transport-security');
    return { cookie: answer.headers.getSetCookie().join(), policy };
  };
  const { cookie, policy } = await cookieAt('https://minhchung.example');
  expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Strict/);
  expect(policy).toContain('max-age=');
  expect((await cookieAt('http://minhchung.example')).cookie).toMatch(/HttpOnly; SameSite=Strict/);
});
