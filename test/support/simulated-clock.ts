import { sql } from 'kysely';
import { connectPostgres } from '../../services/adapters/postgres/connect.ts';
import type { TestDatabase } from './stack.ts';

/**
 * A connection to a database on which `now()` is what the test says: a function of that name is found before
 * PostgreSQL's own. What the database does by itself (defaults of columns) keeps its own clock.
 */
export async function simulateClock({ url, ownerUrl }: TestDatabase) {
  const owner = connectPostgres(ownerUrl, { max: 1 });
  await sql`
    create schema sim;
    create table sim.clock (at timestamptz not null);
    insert into sim.clock values (now());
    create function sim.now() returns timestamptz stable language sql as 'select at from sim.clock';
    grant usage on schema sim to minhchung_service;
    grant select on sim.clock to minhchung_service`.execute(owner.db);
  const options = encodeURIComponent('-c search_path=sim,public,pg_catalog');
  const { db, close } = connectPostgres(`${url}?options=${options}`, { max: 5 });
  return {
    db,
    set: (atMs: number) => sql`update sim.clock set at = ${new Date(atMs)}`.execute(owner.db),
    async close() {
      await close();
      await owner.close();
    },
  };
}
