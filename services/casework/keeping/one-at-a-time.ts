import { sql } from 'kysely';
import { locks } from '../../adapters/postgres/advisory-lock.ts';
import type { Database } from '../../adapters/postgres/connect.ts';

/** Two that change holds of the same things (a camera's footage, a session's manifests) at a time would leave what the slower one knew. */
export function oneAtATime<T>(db: Database, thingId: string, run: (db: Database) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${locks.keeping}, hashtext(${thingId}))`.execute(connection);
    try {
      return await run(connection);
    } finally {
      await sql`select pg_advisory_unlock(${locks.keeping}, hashtext(${thingId}))`.execute(connection);
    }
  });
}
