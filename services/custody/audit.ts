import type { Db } from '../adapters/postgres/connect.ts';

/** One line of the audit log: ids and codes only, never a visitor's name, a password or a media address. */
export interface AuditEntry {
  /** Who; null for a program or an unknown person. */
  accountId: string | null;
  address?: string;
  /** What, for example `session.start`. */
  act: string;
  thing?: { kind: string; id: string };
  outcome?: 'done' | 'refused';
  details?: Record<string, unknown>;
}

/** Appends to the audit log; called in the transaction of what it tells of, so that both happen or neither. */
export async function appendAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit_log')
    .values({
      account_id: entry.accountId,
      address: entry.address ?? null,
      act: entry.act,
      thing_kind: entry.thing?.kind ?? null,
      thing_id: entry.thing?.id ?? null,
      outcome: entry.outcome ?? 'done',
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute();
}
