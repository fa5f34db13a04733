import { sql } from 'kysely';
import type { ObjectRef } from '../adapters/bucket/bucket.ts';
import type { Db } from '../adapters/postgres/connect.ts';

/** Tables that name signed documents, and where these lie. */
export const documentTables = [
  { table: 'audit_heads', prefix: 'audit/' },
  { table: 'destruction_documents', prefix: 'destructions/' },
  { table: 'evidence_files', prefix: 'evidence/' },
  { table: 'manifests', prefix: 'manifests/' },
  { table: 'audit_time_stamps', prefix: 'time-stamps/' },
] as const;

export type DocumentTable = (typeof documentTables)[number];

/** A signed document in the locked bucket, as its row names it. */
export interface NamedDocument extends ObjectRef {
  sha256: Buffer;
}

/** The documents of a table whose keys follow `after`, in the order of keys; at most `limit`. */
export async function documentsAfter(
  db: Db,
  { table, prefix }: DocumentTable,
  after: string,
  limit: number,
): Promise<NamedDocument[]> {
  const { rows } = await sql<NamedDocument>`
    select key, version_id as "versionId", sha256 from ${sql.table(table)}
    where key collate "C" > ${after} and key like ${`${prefix}%`}
    order by key collate "C" limit ${limit}`.execute(db);
  return rows;
}

/** The document that a table names by this key; undefined when there is none. */
export async function documentAt(db: Db, { table }: DocumentTable, key: string): Promise<NamedDocument | undefined> {
  const { rows } = await sql<NamedDocument>`
    select key, version_id as "versionId", sha256 from ${sql.table(table)} where key = ${key} limit 1`.execute(db);
  return rows[0];
}

/** How many documents of a table follow `after`. */
export async function countDocuments(db: Db, { table, prefix }: DocumentTable, after: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}
    where key collate "C" > ${after} and key like ${`${prefix}%`}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The session that a document belongs to; null for those of the whole office. */
export async function sessionOfDocument(db: Db, { table }: DocumentTable, key: string): Promise<string | null> {
  const of = {
    audit_heads: sql`select null as id`,
    audit_time_stamps: sql`select null as id`,
    destruction_documents: sql`select session_id as id from destruction_documents where key = ${key}`,
    evidence_files: sql`select f.session_id as id from evidence_files e join evidence_folders f on f.id = e.folder_id
      where e.key = ${key}`,
    manifests: sql`select c.session_id as id from manifests m join clips c on c.id = m.clip_id where m.key = ${key}`,
  }[table];
  const { rows } = await sql<{ id: string | null }>`${of} limit 1`.execute(db);
  return rows[0]?.id ?? null;
}
