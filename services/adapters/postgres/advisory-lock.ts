import { sql } from 'kysely';
import type { Database } from './connect.ts';

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
