import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, redisUrl, type TestDatabase } from '../../support/stack.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test('a fresh database is migrated, is PostgreSQL 18 and is used as the service role', async () => {
  const { rows } = await sql<{ role: string; version: string }>`
    select current_user as role, current_setting('server_version') as version`.execute(database.db);
  expect(rows[0]).toMatchObject({ role: 'minhchung_service', version: expect.stringMatching(/^18/) });
  expect(await database.db.selectFrom('rooms').selectAll().execute()).toEqual([]);
});

test('the service role may not change tables or rewrite the audit log', async () => {
  await expect(sql`create table x (a int)`.execute(database.db)).rejects.toThrow(/permission denied/);
  await expect(sql`update audit_log set act = 'x'`.execute(database.db)).rejects.toThrow(/permission denied/);
});

test('Redis keeps what it is given', async () => {
  const redis = new Redis(await redisUrl());
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
  await redis.quit();
});
