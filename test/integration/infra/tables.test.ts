import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';

/** name.column → what TypeScript may read there, as text: `number | null, default`. */
type Columns = Map<string, string>;

const folder = join(import.meta.dirname, '../../../services/adapters/postgres');

/** What tables.ts and those beside it say. */
function declared(): Columns {
  const text = readdirSync(folder)
    .filter((name) => name.endsWith('tables.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const columns: Columns = new Map();
  const tables = new Map(
    [...text.matchAll(/^ {2}(\w+): (\w+Table);$/gm)].map(([, table = '', type = '']) => [type, table]),
  );
  for (const [, type = '', body = ''] of text.matchAll(/^export interface (\w+Table) \{\n([\s\S]*?)^\}/gm)) {
    for (const [, column, written = ''] of body.matchAll(/^ {2}(\w+): ([\s\S]*?);$/gm)) {
      columns.set(`${tables.get(type)}.${column}`, plainType(written));
    }
  }
  return columns;
}

function plainType(written: string): string {
  const generated = /^(Generated<|InstantDefault)|ColumnType<.*undefined/.test(written);
  const inner = written.replace(/^Generated<([\s\S]*)>$/, '$1').replace(/^InstantDefault$/, 'Date');
  const parts = inner.split('|').map((part) => part.trim());
  const types = new Set(parts.filter((part) => part && part !== 'null').map((part) => baseType(part)));
  return `${[...types].sort().join(' | ')}${parts.includes('null') ? ' | null' : ''}${generated ? ', default' : ''}`;
}

const baseType = (part: string) => (part.startsWith("'") ? 'string' : part.replace('Instant', 'Date'));

const sqlTypes: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  bool: 'boolean',
  bytea: 'Buffer',
  timestamptz: 'Date',
  _int4: 'number[]',
  _int8: 'number[]',
  tstzmultirange: 'string',
  jsonb: 'unknown',
};

/** What the migrations made. */
async function catalogue(): Promise<Columns> {
  const client = new pg.Client({ connectionString: inject('stack').postgresOwnerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; type: string; nullable: boolean; generated: boolean }>(`
      select c.relname || '.' || a.attname as name, t.typname as type, not a.attnotnull as nullable,
             a.atthasdef or a.attidentity <> '' as generated
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped and c.relname <> 'migrations'`);
    return new Map(
      rows.map(({ name, type, nullable, generated }) => [
        name,
        `${sqlTypes[type] ?? `unknown ${type}`}${nullable ? ' | null' : ''}${generated ? ', default' : ''}`,
      ]),
    );
  } finally {
    await client.end();
  }
}

test('the row types say what the migrations made', async () => {
  const sorted = (columns: Columns) => Object.fromEntries([...columns].sort(([a], [b]) => a.localeCompare(b)));
  expect(sorted(declared())).toEqual(sorted(await catalogue()));
});
