import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { locks, runAlone } from '../../adapters/postgres/advisory-lock.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { type AuditHead, auditHead } from '../../contracts/evidence/audit.ts';
import { entryHash } from '../../evidence/audit-chain.ts';
import { rootOf } from '../../evidence/merkle.ts';
import { putDocument } from '../put-document.ts';
import type { Signer } from '../signing/signer.ts';
import { chainedEntries } from './entries.ts';

/** Below this lie the heads in the locked bucket. */
export const headsPrefix = 'audit/heads/';

/** A tree is no larger, so that it fits in memory however much happened in an hour. */
const mostEntries = 100_000;

export interface HeadDeps {
  db: Database;
  /** With the custody identity. */
  bucket: Bucket;
  clock: Clock;
  signer: Signer;
}

/**
 * Signs what the audit log is now and stores that under lock, when the last head is older than `everyMs`. Returns the
 * head's number; null when it is too early, nothing has happened since, or another program is at it.
 */
export function makeHead(deps: HeadDeps, everyMs: number): Promise<number | null> {
  return runAlone(deps.db, locks.auditHead, (db) => makeNext({ ...deps, db }, everyMs));
}

async function makeNext(deps: HeadDeps, everyMs: number): Promise<number | null> {
  const { db, clock } = deps;
  const last = await lastHead(db);
  const madeAt = new Date(clock.now());
  if (last && madeAt.getTime() - last.made_at.getTime() < everyMs) return null;
  const after = last?.to_position ?? 0;
  const chained = await chainedEntries(db, after, mostEntries);
  const end = chained.at(-1);
  if (!end) return null;
  const root = Buffer.from(rootOf(chained.map(({ entry }) => entryHash(entry))));
  const head: AuditHead = {
    ...{ format: 'minhchung-audit-head', formatVersion: 1, number: (last?.number ?? 0) + 1 },
    ...{
      fromPosition: after + 1,
      toPosition: end.entry.position,
      root: root.toString('hex'),
      link: end.link.toString('hex'),
    },
    ...{ previousSha256: last?.sha256.toString('hex') ?? null, madeAt: madeAt.toISOString() },
  };
  await store(deps, auditHead.parse(head), root);
  return head.number;
}

async function store({ db, bucket, signer }: HeadDeps, head: AuditHead, root: Buffer) {
  const { file, keyId } = await signer.sign(head);
  const stem = `${headsPrefix}${String(head.number).padStart(8, '0')}`;
  const name = { stem, extension: 'json', contentType: 'application/json' };
  const { key, versionId, sha256 } = await putDocument(bucket, name, file);
  await db
    .insertInto('audit_heads')
    .values({
      ...{ number: head.number, from_position: head.fromPosition, to_position: head.toPosition, root },
      ...{ key, version_id: versionId, sha256, signing_key: keyId, made_at: new Date(head.madeAt) },
    })
    .execute();
}

async function lastHead(db: Database) {
  return db.selectFrom('audit_heads').selectAll().orderBy('number', 'desc').limit(1).executeTakeFirst();
}
