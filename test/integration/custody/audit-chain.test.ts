import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../services/custody/audit.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { verifyAudit } from '../../../services/custody/audit-seal/verify-audit.ts';
import { type CustodyHouse, openCustodyHouse } from './custody-house.ts';

let house: CustodyHouse;
beforeAll(async () => {
  house = await openCustodyHouse();
});
afterAll(() => house.close());

const report = () => verifyAudit({ ...house, knownKeys: [] });

async function positions() {
  const rows = await house.db.selectFrom('audit_links').select(['position', 'entry_id']).orderBy('position').execute();
  return rows.map((row) => row.position);
}

it('takes every entry once, whoever writes and seals at the same time', async () => {
  const write = (i: number) =>
    house.db.transaction().execute(async (tx) => {
      await appendAudit(tx, { accountId: null, act: `write.${i}` });
      if (i % 5 === 0) throw new Error('taken back');
    });
  const writing = Array.from({ length: 60 }, (_, i) => write(i).catch((error: Error) => error.message));
  const sealing = Array.from({ length: 6 }, () => sealAudit(house.db));
  const done = await Promise.all(writing);
  await Promise.all(sealing);
  await sealAudit(house.db);
  expect(done.filter((message) => message === 'taken back')).toHaveLength(12);
  const entries = await house.db.selectFrom('audit_log').select('id').execute();
  expect(await positions()).toEqual(entries.map((_, i) => i + 1));
  expect(await house.db.selectFrom('audit_pending').selectAll().execute()).toEqual([]);
  expect(await report()).toMatchObject({ entries: entries.length, faults: [] });
});

it('takes more than fit into one step, and says how many', async () => {
  await sql`insert into audit_log (act, outcome) select 'many', 'done' from generate_series(1, 2300)`.execute(house.db);
  expect(await sealAudit(house.db)).toBe(2300);
  expect(await sealAudit(house.db)).toBe(0);
  expect((await report()).faults).toEqual([]);
});

describe('the service role may only append', () => {
  const tables = ['audit_log', 'audit_links', 'audit_heads', 'manifests', 'signing_keys'];
  const statements = tables.flatMap((table) => [`delete from ${table}`, `truncate ${table} cascade`]);
  const updates = [
    `update audit_log set act = 'x'`,
    'update audit_links set position = position + 1',
    'update audit_heads set number = 9',
    'update manifests set segments = 0',
    'update signing_keys set made_at = now()',
    'alter table audit_log disable trigger all',
    'insert into audit_pending values (1)',
    'set session_replication_role = replica',
  ];
  it.each([...statements, ...updates])('%s', async (statement) => {
    await expect(sql.raw(statement).execute(house.db)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('and its owner is stopped by the trigger', async () => {
    await expect(sql`update audit_log set act = 'x' where id = 1`.execute(house.owner)).rejects.toThrow('append-only');
    await expect(sql`delete from audit_links where position = 1`.execute(house.owner)).rejects.toThrow('append-only');
  });
});
