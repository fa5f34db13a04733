import { sql } from 'kysely';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { appendAudit } from '../../custody/audit.ts';

/**
 * Wipes the identities of a session, in the transaction that proves its destruction: codes, times and who opened them
 * stay, every version and every reason in words goes.
 */
export async function wipeVisitors(tx: Tx, sessionId: string): Promise<void> {
  const wiped = await tx
    .updateTable('visitors')
    .set({ wiped_at: new Date() })
    .where('session_id', '=', sessionId)
    .where('wiped_at', 'is', null)
    .returning('id')
    .execute();
  if (wiped.length === 0) return;
  const ids = wiped.map(({ id }) => id);
  const versions = await tx
    .updateTable('visitor_versions')
    .set({ sealed: null })
    .where('visitor_id', 'in', ids)
    .returning('version')
    .execute();
  await tx.updateTable('visitor_openings').set({ note_sealed: null }).where('visitor_id', 'in', ids).execute();
  // Words about a person go with the person, also those of who asked for the identity and who decided.
  await tx
    .updateTable('approvals')
    .set({ reason: '', decision: sql`case when decision is not null then '' end` })
    .where('act', '=', 'vault.open')
    .where('session_id', '=', sessionId)
    .execute();
  await appendAudit(tx, {
    ...{ accountId: null, act: 'vault.wipe', thing: { kind: 'session', id: sessionId } },
    details: { visitors: ids.length, versions: versions.length },
  });
}
