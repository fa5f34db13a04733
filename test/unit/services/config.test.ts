import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema, settingFaults, trustedProxies } from '../../../services/config.ts';

const head = `# Every setting, as services/config.ts describes it. A line that begins with # shows the default.
# npm run up needs none of them: it makes its own and keeps them in DATA_DIR (default data).
`;

/** `.env.example` as the schema would have it. */
function example(): string {
  const { properties = {}, required = [] } = z.toJSONSchema(configSchema, { io: 'input' });
  const settings = Object.entries(properties).map(([name, property]) => {
    if (typeof property === 'boolean') throw new Error(`${name} has no description`);
    const line = required.includes(name) ? `${name}=` : `#${name}=${property.default ?? ''}`;
    return `# ${property.description}\n${line}\n`;
  });
  return [head, ...settings].join('\n');
}

test('.env.example lists every setting with its description and default', () => {
  expect(readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8')).toBe(example());
});

test('every fault of the settings is told at once', () => {
  const { error } = configSchema.safeParse({ SECRET_KEY: 'short', API_PORT: '70000' });
  const named = new Set(error?.issues.map(({ path }) => path[0]));
  expect([...named].sort()).toEqual(['API_PORT', 'DATABASE_URL', 'REDIS_URL', 'SECRET_KEY']);
});

test('what belongs to a provider, or to the program, is missed in the same list', () => {
  const right = { DATABASE_URL: 'd', REDIS_URL: 'r', SECRET_KEY: 'a'.repeat(64) };
  expect(settingFaults(right)).toEqual([]);
  const faults = settingFaults(
    { ...right, SECRET_KEY: 'short', OIDC_ISSUER: 'https://login.example', OIDC_CLIENT_ID: ' ', OIDC_TRUST_AMR: 'yes' },
    ['VAULT_KEY'],
  );
  expect(faults.map((fault) => fault.replace(/: .*/, ''))).toEqual([
    ...['SECRET_KEY', 'OIDC_TRUST_AMR', 'VAULT_KEY', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'].map(
      (name) => `setting ${name}`,
    ),
  ]);
});

test('a provider is asked through TLS, but on this machine', () => {
  const { OIDC_ISSUER: setting } = configSchema.shape;
  for (const good of [
    ...['', 'https://login.example', 'https://login.example/realms/office', 'http://127.0.0.1:4000'],
    ...['http://localhost', 'http://[::1]:4000/x'],
  ])
    expect(setting.safeParse(good).success, good).toBe(true);
  for (const bad of [
    ...['login.example', 'http://login.example', 'http://127.0.0.1.example', 'http://localhost.example:80'],
    ...['http://127.0.0.1@login.example', 'https://login.example?x', 'https://login.example#x', 'ftp://localhost'],
  ])
    expect(setting.safeParse(bad).success, bad).toBe(false);
});

test('proxies are trusted by number or address, and never all of them', () => {
  const { TRUST_PROXY: setting } = configSchema.shape;
  for (const good of ['', '1', 'loopback', '10.0.0.0/8, 192.168.1.7', 'uniquelocal,fd00::/8'])
    expect(setting.safeParse(good).success, good).toBe(true);
  for (const bad of ['true', '*', 'proxy.example', '10.0.0.1;10.0.0.2', '0.0.0.0/0', '::/0'])
    expect(setting.safeParse(bad).success, bad).toBe(false);
  expect([trustedProxies(''), trustedProxies('2'), trustedProxies('loopback, 10.0.0.1')]).toEqual([
    ...[false, 2, ['loopback', '10.0.0.1']],
  ]);
});
