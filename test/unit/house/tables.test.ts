import { expect, test } from 'vitest';
import { sources } from '../../support/house/sources.ts';
import { tableOwners, tablesWritten } from '../../support/house/tables.ts';

const migrations = sources(['.sql']).filter(({ path }) => path.startsWith('infra/migrations/'));

test('a table is written by its owner folder only', () => {
  const owners = tableOwners(migrations);
  expect(owners.get('segments')).toBe('services/recording');
  const faults = sources(['.ts'])
    .filter(({ path }) => /^(services|workers|infra)\//.test(path))
    .flatMap(({ path, text }) =>
      tablesWritten(text)
        .filter((table) => owners.has(table) && !path.startsWith(`${owners.get(table)}/`))
        .map((table) => `${path} writes ${table}, which belongs to ${owners.get(table)}`),
    );
  expect(faults).toEqual([]);
});

test('writes are found in Kysely and in SQL', () => {
  expect(tablesWritten(`db.insertInto('runs')`)).toEqual(['runs']);
  expect(tablesWritten('db\n.updateTable(\n"gaps")')).toEqual(['gaps']);
  expect(tablesWritten('sql`update clips as c set state = 1`')).toEqual(['clips']);
  expect(tablesWritten('sql`DELETE FROM gaps where a`')).toEqual(['gaps']);
  expect(tablesWritten('sql`select a from gaps for update`')).toEqual([]);
});
