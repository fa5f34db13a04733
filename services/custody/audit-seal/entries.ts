import type { Selectable } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { Tables } from '../../adapters/postgres/tables.ts';
import type { ChainedEntry } from '../../contracts/evidence/audit.ts';

/** An entry at its place in the chain, and the link that was written of it. */
export interface Chained {
  entry: ChainedEntry;
  link: Buffer;
}

/** The entries behind position `after`, in the order of the chain, at most `limit` of them. */
export async function chainedEntries(db: Db, after: number, limit: number): Promise<Chained[]> {
  const rows = await db
    .selectFrom('audit_links as l')
    .innerJoin('audit_log as a', 'a.id', 'l.entry_id')
    .selectAll('a')
    .select(['l.position', 'l.link'])
    .where('l.position', '>', after)
    .orderBy('l.position')
    .limit(limit)
    .execute();
  return rows.map(({ position, link, ...row }) => ({ entry: toChained(row, position), link }));
}

/** A row of the log as it is hashed at its place in the chain. */
export function toChained(row: Selectable<Tables['audit_log']>, position: number): ChainedEntry {
  return {
    position,
    id: row.id,
    at: row.at.toISOString(),
    accountId: row.account_id,
    address: row.address,
    act: row.act,
    thingKind: row.thing_kind,
    thingId: row.thing_id,
    outcome: row.outcome,
    details: row.details,
  };
}
