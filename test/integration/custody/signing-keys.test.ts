import { execFile } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publishedKeys } from '../../../services/custody/signing/published-keys.ts';
import { openSigner } from '../../../services/custody/signing/signer.ts';
import { believedKeys } from '../../../services/evidence/keys.ts';
import { isSignedByItsKey, splitSigned } from '../../../services/evidence/signed-document.ts';
import { type CustodyHouse, openCustodyHouse } from './custody-house.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const dayMs = 86_400_000;

let house: CustodyHouse;
beforeEach(async () => {
  house = await openCustodyHouse();
});
afterEach(() => house.close());

const keys = (...args: string[]) =>
  run('node_modules/.bin/node', ['services/custody/signing/keys-cli.ts', ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: house.database.url, KEYS_PATH: house.keysPath },
  });

async function signs(document: object) {
  const { file } = await house.signer.sign(document);
  const signed = splitSigned(file);
  expect(isSignedByItsKey(signed)).toBe(true);
  return signed.signature.keyId;
}

it('the first is made at the first start, for its owner only, and used again at the next', async () => {
  const [name = ''] = await readdir(house.keysPath);
  expect((await stat(join(house.keysPath, name))).mode & 0o777).toBe(0o600);
  expect((await stat(house.keysPath)).mode & 0o777).toBe(0o700);
  const first = await signs({ a: 1 });
  const again = await openSigner(house);
  expect(splitSigned((await again.sign({ a: 2 })).file).signature.keyId).toBe(first);
  expect(await publishedKeys(house.db)).toMatchObject([{ keyId: first, endorsement: null }]);
});

it('a new one is published at once, signs only after some days, and is endorsed by the one before', async () => {
  const first = await signs({});
  const { stdout } = await keys('rotate', '--days', '7');
  const [old, next] = await publishedKeys(house.db);
  expect(stdout.trim().split('\n')).toEqual([
    expect.stringContaining(old?.fingerprint ?? '?'),
    expect.stringMatching(new RegExp(`${next?.fingerprint}.*endorsed by ${first}`)),
  ]);
  expect(await signs({})).toBe(first);
  house.pass(Date.parse(next?.signsFrom ?? '') - house.clock.now() - 1);
  expect(await signs({})).toBe(first);
  house.pass(1);
  expect(await signs({})).toBe(next?.keyId);
  expect(Date.parse(next?.signsFrom ?? '') - Date.parse(next?.madeAt ?? '')).toBeGreaterThanOrEqual(7 * dayMs);
  const believed = believedKeys(
    [old, next].filter((key) => key !== undefined),
    [],
    [old?.fingerprint ?? ''],
  );
  expect(believed).toContain(next?.publicKey);
  const published = house.db.selectFrom('audit_log').select('thing_id').where('act', '=', 'signing_key.publish');
  expect((await published.execute()).map((row) => row.thing_id).sort()).toEqual([first, next?.keyId].sort());
});

it('a file that cannot be read stops the program with its name, and makes no new key', async () => {
  const [name = ''] = await readdir(house.keysPath);
  await writeFile(join(house.keysPath, name), '{');
  await expect(openSigner(house)).rejects.toThrow(name);
  expect(await readdir(house.keysPath)).toEqual([name]);
});

it('a folder that is lost stops the program: no key is made beside the known ones', async () => {
  const lost = { ...house.deps, keysPath: `${house.keysPath}-elsewhere` };
  await expect(openSigner(lost)).rejects.toThrow('None is made anew');
});

it('the command says what it takes', async () => {
  await expect(keys('burn')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('rotate') });
});
