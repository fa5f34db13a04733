import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { freePort } from '../../../infra/stack/free-port.ts';
import { startPostgres } from '../../../infra/stack/postgres.ts';
import { keepRunning } from '../../../infra/up/keep-running.ts';
import { testFolder } from '../../support/stack.ts';

const passwords = { admin: 'a', owner: 'o', service: 's' };

async function ask(url: string, query: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(query)).rows;
  } finally {
    await client.end();
  }
}

test('PostgreSQL runs in a folder only we may enter, and again on its data after a crash of the machine', async () => {
  const closed = await testFolder('closed');
  await chmod(closed, 0o700);
  const dataPath = join(closed, 'inner', 'postgres');
  await mkdir(join(closed, 'inner'));
  const first = await startPostgres({ dataPath, port: 0, passwords, durable: false });
  await ask(first.ownerUrl, 'create extension if not exists btree_gist; create table kept as select 7 as n');
  await first.close();
  expect((await stat(closed)).mode & 0o777).toBe(0o700);

  // The number in the file now belongs to another program: this one.
  await writeFile(join(dataPath, 'postmaster.pid'), `${process.pid}\n${dataPath}\n`);
  const again = await startPostgres({
    dataPath,
    port: first.port,
    passwords: { ...passwords, owner: 'new' },
    durable: false,
  });
  try {
    expect(await ask(again.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
    await expect(startPostgres({ dataPath, port: 0, passwords })).rejects.toThrow(/already runs/);
    await expect(ask(again.serviceUrl, 'create table x (a int)')).rejects.toThrow(/permission denied/);
  } finally {
    await again.close();
  }
});

test('PostgreSQL that is killed comes back with what it had acknowledged', async () => {
  const dataPath = join(await testFolder('killed'), 'postgres');
  const port = await freePort();
  const kept = await keepRunning(
    'PostgreSQL',
    () => startPostgres({ dataPath, port, passwords }),
    () => {},
  );
  try {
    await ask(kept.first.ownerUrl, 'create table kept as select 7 as n');
    kept.first.kill('SIGKILL');
    await expect.poll(() => kept.now()?.pid ?? kept.first.pid, { timeout: 30_000 }).not.toBe(kept.first.pid);
    expect(await ask(kept.first.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
  } finally {
    await kept.close();
  }
});
