import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { connectPostgres, type Database } from '../../services/adapters/postgres/connect.ts';

export interface TestDatabase {
  /** As the role minhchung_service, like the programs. */
  db: Database;
  url: string;
  ownerUrl: string;
  close: () => Promise<void>;
}

/** A migrated database of one's own, cloned from the shared one in a fraction of a second. Close it in `afterAll`. */
export async function freshDatabase(): Promise<TestDatabase> {
  const stack = inject('stack');
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Cloning the same template twice at once is refused by PostgreSQL: one lock for all files.
  await asAdmin(async (admin) => {
    await admin.query('select pg_advisory_lock(1)');
    await admin.query(`create database ${name} template minhchung owner minhchung_owner`);
  });
  const at = (base: string) => base.replace(/\/[^/]*$/, `/${name}`);
  const url = at(stack.postgresServiceUrl);
  const { db, close } = connectPostgres(url, { max: 5 });
  return {
    db,
    url,
    ownerUrl: at(stack.postgresOwnerUrl),
    close: async () => {
      await close();
      await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}

/** Address of a Redis database of this worker's own; emptied first. */
export async function redisUrl(): Promise<string> {
  return `${inject('stack').redisUrl}/${process.env.VITEST_POOL_ID ?? 0}`;
}

/** An empty folder that goes with the run. */
export function testFolder(name: string): Promise<string> {
  return mkdtemp(join(inject('stack').dataPath, `${name}-`));
}

async function asAdmin(run: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ connectionString: inject('stack').postgresAdminUrl });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
