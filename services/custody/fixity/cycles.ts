import { sql } from 'kysely';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { CycleProgress } from './pace.ts';

export interface Cycle extends CycleProgress {
  id: string;
  countedAt: Date;
  segments: number;
  faults: number;
}

/** How much there is to read, what was read already with it, and how fast that may be. */
export interface Totals {
  totalBytes: number;
  totalDocuments: number;
  bytesPerS: number;
}

const dayMs = 86_400_000;

/** The cycle under way; undefined before the first. */
export async function currentCycle(db: Db): Promise<Cycle | undefined> {
  return selectCycles(db).where('completed_at', 'is', null).executeTakeFirst();
}

/** The last cycle that was completed. */
export async function lastCycle(db: Db) {
  return selectCycles(db)
    .select('completed_at as completedAt')
    .where('completed_at', 'is not', null)
    .orderBy('completed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The cycle under way; begins one of so many days when there is none. */
export async function currentOrNewCycle(
  db: Db,
  now: Date,
  { days, bytesPerS }: { days: number; bytesPerS: number },
): Promise<Cycle> {
  const known = await currentCycle(db);
  if (known) return known;
  // Counted first thing, by whoever has it.
  const values = { began_at: now, due_at: new Date(now.getTime() + days * dayMs), counted_at: new Date(0) };
  await db
    .insertInto('fixity_cycles')
    .values({ ...values, bytes_per_s: Math.round(bytesPerS), total_bytes: 0, total_documents: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return selectCycles(db).where('completed_at', 'is', null).executeTakeFirstOrThrow();
}

/** Writes down how much there is to read. */
export async function noteTotals(db: Db, cycleId: string, totals: Totals, now: Date): Promise<void> {
  await db
    .updateTable('fixity_cycles')
    .set({ total_bytes: totals.totalBytes, total_documents: totals.totalDocuments, counted_at: now })
    .set({ bytes_per_s: Math.round(totals.bytesPerS) })
    .where('id', '=', cycleId)
    .execute();
}

/** How far the cycle has come in a lane; null when it has not begun there. */
export async function reachedIn(db: Db, cycleId: string, lane: string): Promise<string | null> {
  const row = await db
    .selectFrom('fixity_positions')
    .select('reached')
    .where('lane', '=', lane)
    .where('cycle_id', '=', cycleId)
    .executeTakeFirst();
  return row?.reached ?? null;
}

export interface Step {
  lane: string;
  /** Where it began; null at the beginning of the lane. */
  before: string | null;
  reached: string;
  bytes: number;
  segments: number;
  documents: number;
  faults: number;
}

/** A step of the cycle is done. One that somebody else has done meanwhile is not counted twice. */
export async function advance(db: Database, cycleId: string, step: Step): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      insert into fixity_positions as p (lane, cycle_id, reached) values (${step.lane}, ${cycleId}, ${step.reached})
      on conflict (lane) do update set cycle_id = excluded.cycle_id, reached = excluded.reached
      where case when ${step.before}::text is null then p.cycle_id <> excluded.cycle_id
        else p.cycle_id = excluded.cycle_id and p.reached = ${step.before} end
      returning lane`.execute(tx);
    if (rows.length === 0) return;
    await tx
      .updateTable('fixity_cycles')
      .set({
        done_bytes: sql`done_bytes + ${step.bytes}`,
        done_segments: sql`done_segments + ${step.segments}`,
        done_documents: sql`done_documents + ${step.documents}`,
        faults: sql`faults + ${step.faults}`,
      })
      .where('id', '=', cycleId)
      .execute();
  });
}

/** Everything was read. Returns whether it was not known before. */
export async function completeCycle(db: Db, cycleId: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('fixity_cycles')
    .set({ completed_at: now })
    .where('id', '=', cycleId)
    .where('completed_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

function selectCycles(db: Db) {
  return db
    .selectFrom('fixity_cycles')
    .select(['id', 'began_at as beganAt', 'due_at as dueAt', 'counted_at as countedAt', 'faults'])
    .select('bytes_per_s as bytesPerS')
    .select(['total_bytes as totalBytes', 'done_bytes as doneBytes', 'done_segments as segments'])
    .select(['total_documents as totalDocuments', 'done_documents as doneDocuments']);
}
