import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import { type AuditHead, auditHead } from '../../contracts/evidence/audit.ts';
import { entryHash, firstLink, nextLink } from '../../evidence/audit-chain.ts';
import { checkSigned, keyFindings } from '../../evidence/check-signed.ts';
import { believedKeys } from '../../evidence/keys.ts';
import { rootOf } from '../../evidence/merkle.ts';
import { publishedKeys } from '../signing/published-keys.ts';
import { chainedEntries } from './entries.ts';
import { headsPrefix } from './make-head.ts';
import { verifyStamps } from './verify-stamps.ts';

/** What can be wrong with the audit log, and what that means. */
export const auditFaults = {
  entry_altered: 'an entry is not what was written, or one before it was taken away',
  entry_missing: 'an entry was taken away',
  entry_unchained: 'an entry is not in the chain although it is old enough',
  head_missing: 'a signed head is not in the object store',
  head_altered: 'a signed head is not what was stored, or its signature is wrong',
  head_unlinked: 'a head does not follow on the one before it',
  head_differs: 'the log is not what was signed: entries of this head were changed, added or taken away',
  key_foreign: 'a head is signed with a key that may not be believed',
  stamp_missing: 'the time stamp of a head is not in the object store',
  stamp_altered: 'the time stamp of a head is not what was stored, or is not of this head',
} as const;

export interface AuditFault {
  kind: keyof typeof auditFaults;
  /** Place in the chain, id of an entry, number of a head, or key. */
  where: string;
}

export interface AuditReport {
  entries: number;
  heads: number;
  /** Heads with a time stamp. */
  stamped: number;
  faults: AuditFault[];
}

export interface AuditInputs {
  db: Database;
  /** Where the heads lie; is only read. */
  bucket: Bucket;
  /** Fingerprints of keys that may have signed, as published elsewhere; empty = the database's word for its first key is taken. */
  knownKeys: readonly string[];
}

const pageEntries = 5000;

/**
 * Recomputes the chain of the whole audit log and holds it against the signed heads in the locked bucket: finds entries
 * that were changed, added or taken away, whoever did it.
 */
export async function verifyAudit(inputs: AuditInputs): Promise<AuditReport> {
  const chain = await checkChain(inputs.db);
  const heads = await checkHeads(inputs);
  const stamps = await verifyStamps(inputs.db, inputs.bucket);
  const faults = [...chain.faults, ...(await unchained(inputs.db)), ...heads.faults, ...stamps.faults];
  return { entries: chain.count, heads: heads.count, stamped: stamps.count, faults };
}

interface Part {
  count: number;
  faults: AuditFault[];
}

async function checkChain(db: Database): Promise<Part> {
  const part: Part = { count: 0, faults: [] };
  let link: Uint8Array = firstLink;
  let after = 0;
  for (;;) {
    const page = await chainedEntries(db, after, pageEntries);
    for (const { entry, link: written } of page) {
      const where = String(entry.position);
      if (entry.position !== after + 1) part.faults.push({ kind: 'entry_missing', where: String(after + 1) });
      else if (!written.equals(nextLink(link, entryHash(entry)))) part.faults.push({ kind: 'entry_altered', where });
      // What follows a changed entry is held against the link that was written of it: one change is one fault.
      [link, after] = [written, entry.position];
      part.count += 1;
    }
    if (page.length < pageEntries) return part;
  }
}

/** Entries older than a sealer ever leaves them. */
async function unchained(db: Database): Promise<AuditFault[]> {
  const rows = await db
    .selectFrom('audit_log as a')
    .leftJoin('audit_links as l', 'l.entry_id', 'a.id')
    .select('a.id')
    .where('l.position', 'is', null)
    .where('a.at', '<', sql<Date>`now() - interval '10 minutes'`)
    .orderBy('a.id')
    .execute();
  return rows.map(({ id }) => ({ kind: 'entry_unchained', where: String(id) }));
}

async function checkHeads({ db, bucket, knownKeys }: AuditInputs): Promise<Part> {
  const rows = await db.selectFrom('audit_heads').selectAll().orderBy('number').execute();
  const signers = new Set<string>();
  const faults: AuditFault[] = [];
  let before: HeadRow | null = null;
  for (const row of rows) {
    const found = await readHead(bucket, row);
    if (typeof found === 'string') faults.push({ kind: found, where: String(row.number) });
    else {
      signers.add(found.publicKey);
      faults.push(...(await compare(db, row, before, found.head)));
    }
    before = row;
  }
  for await (const found of unlistedHeads(bucket, rows)) {
    signers.add(found.publicKey);
    if (!(await isInChain(db, found.head))) faults.push({ kind: 'head_differs', where: String(found.head.number) });
  }
  return { count: rows.length, faults: [...faults, ...(await foreignKeys(db, signers, knownKeys))] };
}

/**
 * Signed heads under lock that no row names: of a try that died, which agrees with the chain, or of a log that was cut
 * back, which does not.
 */
async function* unlistedHeads(bucket: Bucket, rows: readonly HeadRow[]) {
  const listed = new Set(rows.map(({ key, version_id }) => `${key} ${version_id}`));
  for await (const version of bucket.listVersions(headsPrefix)) {
    if (version.isDeleteMarker || listed.has(`${version.key} ${version.versionId}`)) continue;
    const { document, publicKey, findings } = checkSigned(await bucket.readAll(version), version.key, auditHead);
    // What is not signed by a key is nobody's word; the watch of the store tells of it.
    if (document && publicKey !== null && findings.length === 0) yield { head: document, publicKey };
  }
}

interface HeadRow {
  number: number;
  from_position: number;
  to_position: number;
  key: string;
  version_id: string;
  sha256: Buffer;
}

async function readHead(bucket: Bucket, row: HeadRow) {
  const file = await bucket.readAll({ key: row.key, versionId: row.version_id }).catch((error: unknown) => {
    if (error instanceof BucketError && error.kind === 'missing') return null;
    throw error;
  });
  if (file === null) return 'head_missing';
  const { document, publicKey, findings } = checkSigned(file, row.key, auditHead);
  const isStored = createHash('sha256').update(file).digest().equals(row.sha256);
  if (!document || publicKey === null || findings.length > 0 || !isStored) return 'head_altered';
  return { head: document, publicKey };
}

async function compare(db: Database, row: HeadRow, before: HeadRow | null, head: AuditHead): Promise<AuditFault[]> {
  const where = String(row.number);
  const follows =
    head.number === row.number &&
    head.number === (before?.number ?? 0) + 1 &&
    head.fromPosition === (before?.to_position ?? 0) + 1 &&
    head.previousSha256 === (before?.sha256.toString('hex') ?? null);
  if (!follows) return [{ kind: 'head_unlinked', where }];
  return (await isInChain(db, head)) ? [] : [{ kind: 'head_differs', where }];
}

/** Whether the log is what a head says of it. */
async function isInChain(db: Database, head: AuditHead): Promise<boolean> {
  const chained = await chainedEntries(db, head.fromPosition - 1, head.toPosition - head.fromPosition + 1);
  const last = chained.at(-1);
  return (
    last?.entry.position === head.toPosition &&
    last.link.toString('hex') === head.link &&
    Buffer.from(rootOf(chained.map(({ entry }) => entryHash(entry)))).toString('hex') === head.root
  );
}

async function foreignKeys(db: Database, signers: ReadonlySet<string>, knownKeys: readonly string[]) {
  const published = await publishedKeys(db);
  const known = knownKeys.length > 0 ? knownKeys : published.slice(0, 1).map(({ fingerprint }) => fingerprint);
  const believed = believedKeys(published, [...signers], known);
  return keyFindings(signers, believed).map(({ where }): AuditFault => ({ kind: 'key_foreign', where }));
}
