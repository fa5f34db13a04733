import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { locks } from './advisory-lock.ts';

const migrationsFolder = join(import.meta.dirname, '../../../infra/migrations');

/**
 * Runs the numbered SQL files that have not run yet, each in its own transaction, under an advisory lock.
 * `ownerUrl` logs in as minhchung_owner. Returns the names of the files it ran.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [locks.migrate]);
    await client.query(
      'create table if not exists migrations (name text primary key, ran_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    const done = new Set(rows.map((row) => row.name));
    const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql')).sort();
    const ran: string[] = [];
    for (const name of files.filter((file) => !done.has(file))) {
      await runOne(client, name);
      ran.push(name);
    }
    return ran;
  } finally {
    await client.end();
  }
}

async function runOne(client: pg.Client, name: string) {
  await client.query('begin');
  try {
    await client.query(await readFile(join(migrationsFolder, name), 'utf8'));
    await client.query('insert into migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
