import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { publishedKeys } from '../signing/published-keys.ts';

/** How far the audit log is chained, signed and time-stamped, and the keys that sign. `tsaUrl` is empty when nobody stamps. */
export async function sealState(db: Db, tsaUrl: string) {
  const head = await db
    .selectFrom('audit_heads')
    .select(['number', 'made_at', 'to_position', 'signing_key'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const keys = await publishedKeys(db);
  const { rows } = await sql<{ chained: number; pending: number }>`
    select coalesce((select max(position) from audit_links), 0) as chained,
      (select count(*) from audit_pending) as pending`.execute(db);
  return {
    ...{ chained: rows[0]?.chained ?? 0, pending: rows[0]?.pending ?? 0, keys },
    head: head
      ? {
          ...{ number: head.number, madeAt: head.made_at.toISOString(), toPosition: head.to_position },
          signedBy: keys.find(({ keyId }) => keyId === head.signing_key)?.fingerprint ?? '',
        }
      : null,
    timeStamps: { isConfigured: tsaUrl !== '', ...(await stampState(db)) },
  };
}

async function stampState(db: Db) {
  const last = await db
    .selectFrom('audit_time_stamps')
    .select(['head', 'stamped_at', 'authority'])
    .orderBy('head', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from audit_heads h
    where not exists (select from audit_time_stamps t where t.head = h.number)`.execute(db);
  return {
    last: last ? { head: last.head, at: last.stamped_at.toISOString(), authority: last.authority } : null,
    waiting: rows[0]?.waiting ?? 0,
  };
}
