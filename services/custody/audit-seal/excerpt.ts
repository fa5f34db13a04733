import { sql } from 'kysely';
import type { ObjectRef } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { AuditExcerpt } from '../../contracts/evidence/audit.ts';
import { entryHash } from '../../evidence/audit-chain.ts';
import { proofIn, treeOf } from '../../evidence/merkle.ts';
import { chainedEntries } from './entries.ts';

export interface Excerpt {
  excerpt: AuditExcerpt;
  /** The heads that the proofs lead to, with their time stamps. */
  heads: (ObjectRef & { number: number; stamp: ObjectRef | null })[];
}

/** All signed entries about some things, each with the proof that it is under a head. */
export async function makeExcerpt(db: Db, thingIds: readonly string[]): Promise<Excerpt> {
  const { rows } = await sql<{ position: number; number: number }>`
    select l.position, h.number from audit_log a
    join audit_links l on l.entry_id = a.id
    join audit_heads h on l.position between h.from_position and h.to_position
    where a.thing_kind in ('session', 'clip') and a.thing_id in (${sql.join([...thingIds])})
    order by l.position`.execute(db);
  const byHead = Map.groupBy(rows, ({ number }) => number);
  const result: Excerpt = { excerpt: { format: 'minhchung-audit-excerpt', formatVersion: 1, entries: [] }, heads: [] };
  for (const [number, wanted] of byHead) {
    const head = await db.selectFrom('audit_heads').selectAll().where('number', '=', number).executeTakeFirstOrThrow();
    const chained = await chainedEntries(db, head.from_position - 1, head.to_position - head.from_position + 1);
    const tree = treeOf(chained.map(({ entry }) => entryHash(entry)));
    result.heads.push({ number, key: head.key, versionId: head.version_id, stamp: await stampOf(db, number) });
    for (const { position } of wanted) {
      const index = position - head.from_position;
      const entry = chained[index]?.entry;
      if (!entry) throw new Error(`entry ${position} of the audit log is gone: run npm run verify -- audit`);
      const proof = proofIn(tree, index).map((hash) => Buffer.from(hash).toString('hex'));
      result.excerpt.entries.push({ entry, head: number, proof });
    }
  }
  return result;
}

async function stampOf(db: Db, head: number): Promise<ObjectRef | null> {
  const query = db.selectFrom('audit_time_stamps').select(['key', 'version_id as versionId']).where('head', '=', head);
  return (await query.executeTakeFirst()) ?? null;
}
