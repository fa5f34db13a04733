import { expect, test } from 'vitest';
import { createLog } from '../../../services/log.ts';

/** What a log writes when called. */
function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('test', 'info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

test('secrets do not reach the log, however deep they lie', () => {
  const hidden = {
    ...{ password: 'geheim', cookie: 'minhchung=geheim', authorization: 'Basic geheim', address: 'rtsp://geheim' },
    ...{ newPassword: 'geheim', token: 'geheim', VAULT_KEY: 'geheim', secretKey: 'geheim', 'set-cookie': ['geheim'] },
    ...{ code: '123456', recoveryCodes: ['geheim'], identity: { name: 'geheim' }, telephone: 'geheim' },
  };
  const text = written((log) => {
    log.info(hidden, 'at the top');
    log.info({ camera: hidden }, 'one deeper');
    log.info({ list: [{ request: { headers: hidden, body: hidden } }] }, 'much deeper');
    const { password, cookie, authorization, address, token, identity } = hidden;
    log.child({ password, cookie, authorization, address, token, identity }).warn('bound to a child');
    log.error({ err: Object.assign(new Error('failed'), { config: { headers: hidden } }) }, 'in an error');
  });
  expect(text.trim().split('\n')).toHaveLength(5);
  expect(text).not.toContain('geheim');
  expect(text.replaceAll(/"(time|pid)":[^,]*/g, '')).not.toContain('123456');
});

test('passwords in addresses and cookies are cut out of words too', () => {
  const text = written((log) => {
    log.info('cannot reach rtsp://cam:geheim@10.0.0.9/stream');
    log.error({ err: new Error('postgres://service:geheim@db/x refused') }, 'away');
    log.warn({ line: 'cookie: minhchung=geheim-geheim; other=1' }, 'Bearer geheimgeheim');
  });
  expect(text).not.toContain('geheim');
  expect(text).toContain('10.0.0.9/stream');
});

test('what helps to find a fault stays', () => {
  const error = Object.assign(new Error('refused', { cause: new Error('why') }), { code: 'ECONNREFUSED' });
  const text = written((log) =>
    log.error({ err: error, key: 'r/c/x.mp4', requestId: 'abc', code: 'not_found' }, 'said'),
  );
  const line = JSON.parse(text);
  expect(line).toMatchObject({ key: 'r/c/x.mp4', requestId: 'abc', code: 'not_found', msg: 'said' });
  expect(line.err).toMatchObject({ type: 'Error', message: 'refused: why', code: 'ECONNREFUSED' });
  expect(line.err.stack).toContain('log.test.ts');
});
