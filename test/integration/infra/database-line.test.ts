import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectPostgres } from '../../../services/adapters/postgres/connect.ts';
import { freshDatabase, type TestDatabase, testFolder } from '../../support/stack.ts';
import { startToxiproxy } from '../../support/toxiproxy.ts';

/** A line to the database that breaks: whoever asks hears of it, and the program goes on. */
let database: TestDatabase;
let toxiproxy: Awaited<ReturnType<typeof startToxiproxy>>;
beforeAll(async () => {
  database = await freshDatabase();
  toxiproxy = await startToxiproxy(join(await testFolder('line'), 'toxiproxy.log'));
});
afterAll(async () => {
  await toxiproxy?.close();
  await database?.close();
});

it('fails the query that was under way, and the next one gets a new connection', async () => {
  const line = await toxiproxy.proxy('database', Number(new URL(database.url).port));
  const { db, close } = connectPostgres(database.url.replace(/:\d+\//, `:${line.port}/`));
  const asleep = db.transaction().execute((tx) => sql`select pg_sleep(30)`.execute(tx));
  const sleepers = async () => {
    const { rows } = await sql`select from pg_stat_activity where query like '%pg_sleep%' and state = 'active'
      and pid <> pg_backend_pid()`.execute(database.db);
    return rows.length;
  };
  await expect.poll(sleepers, { timeout: 10_000 }).toBe(1);
  const failed = expect(asleep).rejects.toThrow(/terminated|connection error/);
  await line.cut();
  await failed;
  await line.mend();
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await close();
});

it('fails a query on a line that takes it and answers nothing', async () => {
  const line = await toxiproxy.proxy('silent', Number(new URL(database.url).port));
  const { db, close } = connectPostgres(database.url.replace(/:\d+\//, `:${line.port}/`));
  await sql`select 1`.execute(db);
  await line.add({ type: 'timeout', attributes: { timeout: 0 } });
  await expect(sql`select 1`.execute(db)).rejects.toThrow('the database does not answer');
  await line.remove('timeout');
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await close();
});

it('ends a statement, and a transaction in which nothing happens, that hold a lock for too long', async () => {
  const { rows } = await sql<{ statement: string; idle: string }>`
    select current_setting('statement_timeout') as statement,
      current_setting('idle_in_transaction_session_timeout') as idle`.execute(database.db);
  expect(rows).toEqual([{ statement: '15s', idle: '10s' }]);
});
