import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { publishedKeys } from '../signing/published-keys.ts';

/** How far the audit log is chained and signed, and the keys that sign. */
export async function sealState(db: Db) {
  const head = await db
    .selectFrom('audit_heads')
    .select(['number', 'made_at', 'to_position'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { rows } = await sql<{ chained: number; pending: number }>`
    select coalesce((select max(position) from audit_links), 0) as chained,
      (select count(*) from audit_pending) as pending`.execute(db);
  return {
    ...{ chained: rows[0]?.chained ?? 0, pending: rows[0]?.pending ?? 0, keys: await publishedKeys(db) },
    head: head ? { number: head.number, madeAt: head.made_at.toISOString(), toPosition: head.to_position } : null,
  };
}
