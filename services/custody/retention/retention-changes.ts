import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type RetentionClass, retentionClass } from '../../contracts/custody/retention.ts';

export interface NewDays {
  code: RetentionClass;
  minDays: number;
  afterCloseDays: number | null;
}

/** Writes down that somebody asks for new days. Returns its id. The caller has asked `may`. */
export async function insertChange(
  tx: Tx,
  change: NewDays & { oldMinDays: number; oldAfterCloseDays: number | null; reason: string; by: string },
): Promise<string> {
  const { id } = await tx
    .insertInto('retention_changes')
    .values({
      ...{ class: change.code, min_days: change.minDays, after_close_days: change.afterCloseDays },
      ...{ old_min_days: change.oldMinDays, old_after_close_days: change.oldAfterCloseDays },
      ...{ reason: change.reason, asked_by: change.by },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Another person approved it: it comes into force at `effectiveAt`, if the days are still those that it was asked against. */
export async function approveChange(tx: Tx, changeId: string, by: string, effectiveAt: Date): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('retention_changes as n')
    .from('retention_classes as c')
    .set({ state: 'approved', approved_by: by, effective_at: effectiveAt })
    .whereRef('c.code', '=', 'n.class')
    .where('n.id', '=', changeId)
    .where('n.state', '=', 'asked')
    .where(sql<boolean>`(c.min_days, c.after_close_days) is not distinct from (n.old_min_days, n.old_after_close_days)`)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new AppError('changed_meanwhile', 'The days were changed meanwhile: refuse this and ask anew.');
}

/** Somebody stops it in time. Throws changed_meanwhile when it is in force or was stopped already. */
export async function stopChange(tx: Tx, changeId: string, by: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('retention_changes')
    .set({ state: 'stopped', stopped_by: by })
    .where('id', '=', changeId)
    .where('state', '=', 'approved')
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new AppError('changed_meanwhile', 'This change is in force already, or was stopped: load the page again.');
}

/** Puts the days of approved changes whose time has come into the table. Returns how many. */
export async function enforceChanges(tx: Tx, now: Date): Promise<{ id: string; code: RetentionClass }[]> {
  const due = await tx
    .updateTable('retention_changes')
    .set({ state: 'applied' })
    .where('state', '=', 'approved')
    .where('effective_at', '<=', now)
    .returning(['id', 'class', 'min_days', 'after_close_days'])
    .execute();
  for (const { class: code, min_days: minDays, after_close_days: afterCloseDays } of due)
    await tx
      .updateTable('retention_classes')
      .set({ min_days: minDays, after_close_days: afterCloseDays })
      .where('code', '=', code)
      .execute();
  return due.map((row) => ({ id: row.id, code: retentionClass.parse(row.class) }));
}

/** Changes that are in force, but not every session has heard of it. */
export async function changesToFinish(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('retention_changes')
    .select('id')
    .where('state', '=', 'applied')
    .where('applied_at', 'is', null)
    .execute();
  return rows.map((row) => row.id);
}

/** Every session is kept by the new days. */
export async function markChangesFinished(db: Db, ids: readonly string[], now: Date): Promise<void> {
  await db.updateTable('retention_changes').set({ applied_at: now }).where('id', 'in', ids).execute();
}
