import { sql } from 'kysely';
import { locks } from '../../adapters/postgres/advisory-lock.ts';
import type { Database, Tx } from '../../adapters/postgres/connect.ts';
import { entryHash, firstLink, nextLink } from '../../evidence/audit-chain.ts';
import { toChained } from './entries.ts';

const mostAtOnce = 1000;

/**
 * Puts all entries of the audit log that are not in its hash chain yet at its end. Writers never wait for it: they leave
 * their entries in `audit_pending`. Returns how many it took.
 */
export async function sealAudit(db: Database): Promise<number> {
  let sealed = 0;
  for (;;) {
    const taken = await db.transaction().execute(sealSome);
    sealed += taken;
    if (taken < mostAtOnce) return sealed;
  }
}

async function sealSome(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(${locks.auditSeal})`.execute(tx);
  const pending = tx.selectFrom('audit_pending').select('entry_id').orderBy('entry_id').limit(mostAtOnce);
  const taken = await tx.deleteFrom('audit_pending').where('entry_id', 'in', pending).returning('entry_id').execute();
  if (taken.length === 0) return 0;
  const ids = taken.map((row) => row.entry_id);
  const entries = await tx.selectFrom('audit_log').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const last = await tx
    .selectFrom('audit_links')
    .select(['position', 'link'])
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  let position = last?.position ?? 0;
  let link: Uint8Array = last?.link ?? firstLink;
  const links = entries.map((row) => {
    position += 1;
    link = nextLink(link, entryHash(toChained(row, position)));
    return { position, entry_id: row.id, link: Buffer.from(link) };
  });
  await tx.insertInto('audit_links').values(links).execute();
  return links.length;
}
