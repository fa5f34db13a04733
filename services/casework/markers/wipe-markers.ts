import type { Tx } from '../../adapters/postgres/connect.ts';
import { appendAudit } from '../../custody/audit.ts';

/** Wipes what markers of a session say in words, in the transaction that proves its destruction: kinds, times and people stay. */
export async function wipeMarkers(tx: Tx, sessionId: string): Promise<void> {
  const markers = await tx.selectFrom('markers').select('id').where('session_id', '=', sessionId).execute();
  if (markers.length === 0) return;
  const ids = markers.map(({ id }) => id);
  const { numUpdatedRows } = await tx
    .updateTable('marker_versions')
    .set({ text: null })
    .where('marker_id', 'in', ids)
    .where('text', 'is not', null)
    .executeTakeFirst();
  const details = { markers: ids.length, texts: Number(numUpdatedRows) };
  const thing = { kind: 'session', id: sessionId };
  await appendAudit(tx, { accountId: null, act: 'marker.wipe', thing, details });
}
