import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chainedEntries } from '../../../services/custody/audit-seal/entries.ts';
import { makeHead } from '../../../services/custody/audit-seal/make-head.ts';
import { sealAudit } from '../../../services/custody/audit-seal/seal-audit.ts';
import { verifyAudit } from '../../../services/custody/audit-seal/verify-audit.ts';
import { newKey, signDocument } from '../../../services/custody/signing/signing-key.ts';
import { entryHash, firstLink, nextLink } from '../../../services/evidence/audit-chain.ts';
import { rootOf } from '../../../services/evidence/merkle.ts';
import { type CustodyHouse, openCustodyHouse } from './custody-house.ts';

/** Somebody with all rights on the database, and sometimes on the store: triggers do not stop them, the chain tells. */
let house: CustodyHouse;
beforeEach(async () => {
  house = await openCustodyHouse();
  await house.act('before', 4);
  await sealAudit(house.db);
  await makeHead(house, 1);
  await house.act('after', 4);
  await sealAudit(house.db);
  house.pass(10);
  await makeHead(house, 1);
  expect(await faults()).toEqual([]);
});
afterEach(() => house.close());

const faults = async (knownKeys: string[] = []) => {
  const report = await verifyAudit({ ...house, knownKeys });
  return report.faults.map(({ kind, where }) => `${kind} ${where}`);
};

/** As a superuser: triggers off, then on again. */
async function asSuperuser(...statements: RawBuilder<unknown>[]) {
  const tables = ['audit_log', 'audit_links', 'audit_heads', 'signing_keys'];
  for (const table of tables) await sql`alter table ${sql.table(table)} disable trigger user`.execute(house.owner);
  for (const statement of statements) await statement.execute(house.owner);
  for (const table of tables) await sql`alter table ${sql.table(table)} enable trigger user`.execute(house.owner);
}

const entryAt = (position: number) => sql`(select entry_id from audit_links where position = ${position})`;

/** Makes the chain fit again, from the first entry on. */
async function rechain() {
  let link: Uint8Array = firstLink;
  for (const { entry } of await chainedEntries(house.owner, 0, 1000)) {
    link = nextLink(link, entryHash(entry));
    await asSuperuser(sql`update audit_links set link = ${Buffer.from(link)} where position = ${entry.position}`);
  }
}

it('finds the entry that was changed', async () => {
  await asSuperuser(sql`update audit_log set details = '{"i": 7}' where id = ${entryAt(3)}`);
  expect(await faults()).toEqual(['entry_altered 3', 'head_differs 1']);
});

it('finds a change whose chain was made to fit: the signed head does not', async () => {
  await asSuperuser(sql`update audit_log set at = at - interval '1 day' where id = ${entryAt(3)}`);
  await rechain();
  expect(await faults()).toEqual(expect.arrayContaining(['head_differs 1', 'head_differs 2']));
});

it('finds the entry that was taken away', async () => {
  const id = entryAt(2);
  await asSuperuser(
    sql`create temp table gone as select ${id} as id`,
    sql`delete from audit_links where position = 2`,
    sql`delete from audit_log where id = (select id from gone)`,
  );
  expect(await faults()).toEqual(['entry_missing 2', 'head_differs 1']);
});

it('finds that the newest entries were cut off', async () => {
  const last = sql`(select max(position) from audit_links)`;
  await asSuperuser(
    sql`create temp table gone as select entry_id from audit_links where position = ${last}`,
    sql`delete from audit_links where position = ${last}`,
    sql`delete from audit_log where id = (select entry_id from gone)`,
  );
  expect(await faults()).toEqual(['head_differs 2']);
});

it('finds an entry that was slipped past the chain', async () => {
  await asSuperuser(
    sql`insert into audit_log (act, outcome, at) values ('slipped', 'done', now() - interval '1 hour')`,
  );
  const { rows } = await sql<{ id: number }>`select max(id) as id from audit_log`.execute(house.owner);
  expect(await faults()).toEqual([`entry_unchained ${rows[0]?.id}`]);
});

it('finds a head that is gone, altered, or was left out', async () => {
  const [head] = await house.db.selectFrom('audit_heads').selectAll().orderBy('number').execute();
  const path = join(house.folder, 'footage', head?.key ?? '', head?.version_id ?? '');
  await writeFile(path, 'nothing');
  expect(await faults()).toEqual(['head_altered 1']);
  await rm(path);
  expect(await faults()).toEqual(['head_missing 1']);
  await asSuperuser(sql`delete from audit_heads where number = 1`);
  expect(await faults()).toEqual(['head_unlinked 2']);
});

it('finds a log that was cut back with the rows of its heads: the heads still lie under lock', async () => {
  await asSuperuser(
    sql`create temp table gone as select position, entry_id from audit_links where position >
      (select to_position from audit_heads where number = 1)`,
    sql`delete from audit_heads where number > 1`,
    sql`delete from audit_links where position in (select position from gone)`,
    sql`delete from audit_log where id in (select entry_id from gone)`,
  );
  expect(await faults()).toEqual(['head_differs 2']);
});

it('finds a whole log that was made anew and signed with another key', async () => {
  const known = (await house.db.selectFrom('signing_keys').select('public_key').execute()).map((row) => row.public_key);
  expect(known).toHaveLength(1);
  const key = newKey({ now: new Date(0), signsFrom: new Date(0) }, null);
  await asSuperuser(sql`update audit_log set act = 'nothing' where id = ${entryAt(3)}`);
  await rechain();
  await forgeHeads(key);
  expect(await faults()).toEqual([`key_foreign ${key.fingerprint}`]);
});

/** Signs all heads anew, over what the log says now. */
async function forgeHeads(key: ReturnType<typeof newKey>) {
  await asSuperuser(
    sql`insert into signing_keys (id, public_key, made_at, signs_from) values
      (${key.keyId}, ${Buffer.from(key.publicKey, 'hex')}, now(), now() + interval '1 day')`,
  );
  let previousSha256: string | null = null;
  for (const row of await house.db.selectFrom('audit_heads').selectAll().orderBy('number').execute()) {
    const chained = await chainedEntries(house.owner, row.from_position - 1, row.to_position - row.from_position + 1);
    const root = Buffer.from(rootOf(chained.map(({ entry }) => entryHash(entry))));
    const { file } = signDocument(key, {
      ...{ format: 'minhchung-audit-head', formatVersion: 1, number: row.number, fromPosition: row.from_position },
      ...{ toPosition: row.to_position, root: root.toString('hex'), link: chained.at(-1)?.link.toString('hex') },
      ...{ previousSha256, madeAt: row.made_at.toISOString() },
    });
    const sha256: Buffer = createHash('sha256').update(file).digest();
    previousSha256 = sha256.toString('hex');
    await writeFile(join(house.folder, 'footage', row.key, row.version_id), file);
    await asSuperuser(sql`update audit_heads set sha256 = ${sha256}, root = ${root} where number = ${row.number}`);
  }
}
