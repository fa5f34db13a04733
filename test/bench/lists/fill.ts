import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { plainText } from '../../../services/contracts/plain-text.ts';
import { notes, personName, rareNote } from './words.ts';

const roles = { officer: 240, supervisor: 80, chief: 20, archivist: 40, admin: 10 };
const rooms = 60;

/**
 * An office after five years: so many sessions in 60 rooms, a case for every five, people on the cases and people shut out,
 * clips, holds, requests, in the shares of an office (office.sql). `adminUrl` is the superuser's: foreign keys are not
 * checked row by row.
 */
export async function fillOffice(adminUrl: string, sessions: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(
      `set session_replication_role = replica; set work_mem = '256MB'; set maintenance_work_mem = '512MB'`,
    );
    await client.query('create temp table wanted as select $1::int as sessions', [sessions]);
    await giveTexts(client, 'people', accounts());
    await giveTexts(
      client,
      'places',
      Array.from({ length: rooms }, (_, i) => [`Phòng tiếp dân ${i + 1}`, `p${i + 1}`]),
    );
    await giveTexts(
      client,
      'notes',
      [...notes, rareNote].map((note) => [note, '']),
    );
    // Indexes are made faster of all rows at once.
    const { rows: indexes } = await client.query<{ name: string; made: string }>(plainIndexes);
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    await client.query(await readFile(join(import.meta.dirname, 'office.sql'), 'utf8'));
    for (const { made } of indexes) await client.query(made);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

const plainIndexes = `select x.indexrelid::regclass::text as name, pg_get_indexdef(x.indexrelid) as made
  from pg_index x join pg_class t on t.oid = x.indrelid
  where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and not t.relispartition and not x.indisunique and not x.indisexclusion`;

/** Texts with a second word each, numbered from 0, with what they are searched by. */
async function giveTexts(client: pg.Client, table: string, texts: readonly (readonly [string, string])[]) {
  await client.query(
    `create temp table ${table} as select (n - 1)::int as n, text, plain, word
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as given(text, plain, word, n)`,
    [texts.map(([text]) => text), texts.map(([text]) => plainText(text)), texts.map(([, word]) => word)],
  );
}

function accounts(): [string, string][] {
  const all = Object.entries(roles).flatMap(([role, count]) => Array.from({ length: count }, () => role));
  return all.map((role, number) => [personName(number), role]);
}
