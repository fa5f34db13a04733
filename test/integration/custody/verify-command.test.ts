import { execFile } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { publishedKeys } from '../../../services/custody/signing/published-keys.ts';
import { words } from '../../../services/evidence/words/finding-words.ts';
import { makeFolder, officeKey, writeFolder } from '../../support/evidence/made-up-folder.ts';
import { insiderTamperings, media, tamperings } from '../../support/evidence/tampering.ts';
import { testFolder } from '../../support/stack.ts';
import { type CustodyHouse, openCustodyHouse } from './custody-house.ts';

const root = join(import.meta.dirname, '../../..');

function verify(args: string[], env: Record<string, string> = {}): Promise<{ code: number; out: string }> {
  const program = ['node_modules/.bin/node', ['services/custody/verify-cli.ts', ...args]] as const;
  // Nothing of this machine's settings: a stranger has none.
  const options = { cwd: root, env: { PATH: process.env.PATH, ...env } };
  return new Promise((resolve) => {
    execFile(...program, options, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out: out + err }));
  });
}

describe('an evidence folder', () => {
  async function folder(files = makeFolder()) {
    const path = await testFolder('evidence');
    await writeFolder(path, files);
    return { path, media: media(files) };
  }

  it.each([...tamperings, ...insiderTamperings])('is not verified when $name', async ({ tamper, kind }) => {
    const files = makeFolder();
    tamper(files);
    const { path } = await folder(files);
    const { code, out } = await verify([path, '--key', officeKey.fingerprint]);
    expect(code).toBe(1);
    expect(out).toContain(words.vi.finding[kind]);
  });

  it('is verified with the office’s fingerprint, partly without', async () => {
    const { path } = await folder();
    expect(await verify([path, '--key', officeKey.fingerprint])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Đã xác minh từ khi ghi'),
    });
    expect(await verify([path])).toMatchObject({ code: 3, out: expect.stringContaining('so dấu vân tay') });
    const english = await verify([path, '--lang', 'en', '--key', officeKey.fingerprint]);
    expect(english.out).toContain('Verified since recorded');
  });

  it('is not verified once a byte is added to its footage, and says to which file', async () => {
    const { path, media } = await folder();
    await appendFile(join(path, media), 'x');
    expect(await verify([path, '--key', officeKey.fingerprint])).toMatchObject({
      code: 1,
      out: expect.stringContaining(`Tệp khác với khi được ghi: ${media}`),
    });
    const { out } = await verify([path, '--json']);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'not' });
  });

  it('that is not there, or arguments that mean nothing, end with 2', async () => {
    expect(await verify(['/nowhere'])).toMatchObject({ code: 2, out: expect.stringContaining('Could not check') });
    expect(await verify([])).toMatchObject({ code: 2, out: expect.stringContaining('npm run verify') });
  });
});

describe('the audit log', () => {
  let house: CustodyHouse;
  beforeAll(async () => {
    house = await openCustodyHouse();
    await house.act('something', 3);
    await sealAudit(house.db);
    await makeHead(house, 1);
  });
  afterAll(() => house.close());

  const audit = (...args: string[]) =>
    verify(['audit', ...args], {
      DATABASE_URL: house.database.url,
      BUCKET_KIND: 'disk',
      BUCKET_DISK_PATH: house.folder,
    });

  it('is checked against its heads and a fingerprint', async () => {
    const [key] = await publishedKeys(house.db);
    const fine = await audit('--key', key?.fingerprint ?? '');
    expect(fine).toMatchObject({ code: 0, out: expect.stringContaining('4 entries, 1 signed heads, 0 faults') });
    expect(fine.out).toContain('0 heads carry a time stamp');
    expect(await audit('--key', '0'.repeat(64))).toMatchObject({
      code: 1,
      out: expect.stringContaining('key_foreign'),
    });
  });
});
