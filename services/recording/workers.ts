import { sql } from 'kysely';
import type { Db } from '../adapters/postgres/connect.ts';
import type { IngestWorker } from '../contracts/recording/recorder.ts';
import { hasHolder, shouldRecord } from './cameras/stops.ts';

/** What a worker says of itself each time. */
export interface WorkerFacts {
  spoolBytes: number;
  spoolLimitBytes: number;
  /** null when the machine cannot say. */
  clockSynced: boolean | null;
}

/** The worker lives; it counts as gone `leaseMs` after the last time it said so, by the database clock. */
export async function announceWorker(db: Db, workerId: string, leaseMs: number, facts: WorkerFacts): Promise<void> {
  const row = {
    expires_at: sql<Date>`now() + ${leaseMs} * interval '1 millisecond'`,
    spool_bytes: facts.spoolBytes,
    spool_limit_bytes: facts.spoolLimitBytes,
    clock_synced: facts.clockSynced,
  };
  await db
    .insertInto('ingest_workers')
    .values({ id: workerId, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** The worker ends in order: the others need not wait for its time to run out. */
export async function retireWorker(db: Db, workerId: string): Promise<void> {
  await db
    .updateTable('ingest_workers')
    .set({ expires_at: sql`date_trunc('milliseconds', now())` })
    .where('id', '=', workerId)
    .execute();
}

/**
 * How many cameras this worker should hold: all that should record shared out so that no living worker has two more than
 * another. Those that hold most now keep most, so that few cameras change hands. null for a worker that is not announced.
 */
export async function quotaOf(db: Db, workerId: string): Promise<number | null> {
  const { rows } = await sql<{ quota: number }>`
    with ranked as (
      select w.id, count(*) over () as workers, row_number() over (order by (
        select count(*) from camera_leases l join cameras c on c.id = l.camera_id
        where l.worker_id = w.id and ${hasHolder} and ${shouldRecord}
      ) desc, w.id) as rank
      from ingest_workers w where w.expires_at > now()
    ), total as (select count(*) as cameras from cameras c where ${shouldRecord})
    select (cameras / workers + (rank <= cameras % workers)::int)::int as quota
    from ranked, total where ranked.id = ${workerId}`.execute(db);
  return rows[0]?.quota ?? null;
}

/** Workers that live, and those that still hold footage which is not stored. */
export async function listWorkers(db: Db): Promise<IngestWorker[]> {
  const rows = await db
    .selectFrom('ingest_workers as w')
    .select((eb) => [
      'w.id',
      'w.expires_at',
      'w.spool_bytes',
      'w.spool_limit_bytes',
      'w.clock_synced',
      sql<boolean>`w.expires_at > now()`.as('alive'),
      eb
        .selectFrom('camera_leases as l')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('l.worker_id', '=', 'w.id')
        .where(hasHolder)
        .as('cameras'),
    ])
    .where(sql<boolean>`w.expires_at > now() or w.spool_bytes > 0`)
    .orderBy('w.started_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    alive: row.alive,
    seenUntil: row.expires_at.toISOString(),
    cameras: row.cameras ?? 0,
    spoolBytes: row.spool_bytes,
    spoolLimitBytes: row.spool_limit_bytes,
    clockSynced: row.clock_synced,
  }));
}
