import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** What only one program does at a time, each with a number of its own. */
export const locks = {
  migrate: 72_120_315,
  sweep: 72_120_316,
  auditSeal: 72_120_317,
  auditHead: 72_120_318,
  /** With a hash of the thing beside it. */
  keeping: 72_120_319,
  wormTest: 72_120_320,
  timeStamps: 72_120_321,
  fixity: 72_120_322,
  newDays: 72_120_323,
} as const;

/**
 * Runs `run` unless another program is at the same under this lock; null then. `run` gets the connection that holds the
 * lock, and must be short: a connection on which nothing comes for long is given up.
 */
export function runAlone<T>(db: Database, lockId: number, run: (db: Database) => Promise<T>): Promise<T | null> {
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_lock(${lockId}) as locked`.execute(
      connection,
    );
    if (!rows[0]?.locked) return null;
    try {
      return await run(connection);
    } finally {
      await sql`select pg_advisory_unlock(${lockId})`.execute(connection);
    }
  });
}
