import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditHead } from '../../../services/contracts/evidence/audit.ts';
import { openHeadsFile } from '../../../services/custody/audit-seal/heads-file.ts';
import { makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { verifyAudit } from '../../../services/custody/audit-seal/verify-audit.ts';
import { checkSigned } from '../../../services/evidence/check-signed.ts';
import { type CustodyHouse, openCustodyHouse } from './custody-house.ts';

let house: CustodyHouse;
beforeAll(async () => {
  house = await openCustodyHouse();
});
afterAll(() => house.close());

const hourMs = 3_600_000;

async function heads() {
  const rows = await house.db
    .selectFrom('audit_heads')
    .select(['number', 'to_position', 'key', 'version_id as versionId', 'sha256'])
    .orderBy('number')
    .execute();
  return Promise.all(
    rows.map(async (row) => ({ ...row, ...checkSigned(await house.bucket.readAll(row), row.key, auditHead) })),
  );
}

it('are signed each hour in which something happened, stored under lock, each naming the one before', async () => {
  await house.act('first', 3);
  await sealAudit(house.db);
  expect(await makeHead(house, hourMs)).toBe(1);
  await house.act('second', 2);
  await sealAudit(house.db);
  expect(await makeHead(house, hourMs)).toBeNull();
  house.pass(hourMs);
  expect(await makeHead(house, hourMs)).toBe(2);
  house.pass(hourMs);
  expect(await makeHead(house, hourMs)).toBeNull();
  const [one, two] = await heads();
  expect(one?.findings).toEqual([]);
  expect(two?.findings).toEqual([]);
  expect(one?.document).toMatchObject({ number: 1, fromPosition: 1, previousSha256: null });
  const after = { fromPosition: (one?.to_position ?? 0) + 1, previousSha256: one?.sha256.toString('hex') };
  expect(two?.document).toMatchObject({ number: 2, ...after });
  for (const head of [one, two])
    expect(await house.bucket.lockedUntil(head ?? { key: '', versionId: '' })).not.toBeNull();
  expect(await verifyAudit({ ...house, knownKeys: [] })).toMatchObject({ heads: 2, faults: [] });
});

it('are made once when several programs are at it', async () => {
  await house.act('third');
  await sealAudit(house.db);
  house.pass(hourMs);
  const before = (await heads()).length;
  await Promise.all([1, 2, 3].map(() => makeHead(house, hourMs)));
  expect(await heads()).toHaveLength(before + 1);
});

it('wait for the store and lose nothing meanwhile', async () => {
  await house.act('fourth');
  await sealAudit(house.db);
  house.pass(hourMs);
  const away = { ...house.bucket, put: () => Promise.reject(new Error('away')) };
  const before = (await heads()).length;
  await expect(makeHead({ ...house.deps, bucket: away }, hourMs)).rejects.toThrow('away');
  expect(await makeHead(house, hourMs)).toBe(before + 1);
  expect(await verifyAudit({ ...house, knownKeys: [] })).toMatchObject({ faults: [] });
});

it('are appended to a file, each once, also after a restart', async () => {
  const path = join(house.folder, 'heads.txt');
  await (await openHeadsFile(house.db, path)).append();
  await house.act('fifth');
  await sealAudit(house.db);
  house.pass(hourMs);
  await makeHead(house, hourMs);
  const file = await openHeadsFile(house.db, path);
  await file.append();
  await file.append();
  const lines = (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  const made = await heads();
  expect(lines.map(([number, , , , sha256]) => [number, sha256])).toEqual(
    made.map(({ number, sha256 }) => [String(number), sha256.toString('hex')]),
  );
});
