import { createHash } from 'node:crypto';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import { readTimeStamp } from '../../adapters/tsa/read-time-stamp.ts';
import { TimeStampError } from '../../adapters/tsa/time-stamp-error.ts';

export interface StampFault {
  kind: 'stamp_missing' | 'stamp_altered';
  /** Number of the head. */
  where: string;
}

/** Holds the time stamps in the bucket against the heads that they are of: bytes, hash, time. */
export async function verifyStamps(db: Database, bucket: Bucket): Promise<{ count: number; faults: StampFault[] }> {
  const rows = await db
    .selectFrom('audit_time_stamps as t')
    .innerJoin('audit_heads as h', 'h.number', 't.head')
    .select(['t.head', 't.key', 't.version_id as versionId', 't.sha256', 't.stamped_at', 'h.sha256 as headSha256'])
    .orderBy('t.head')
    .execute();
  const faults: StampFault[] = [];
  for (const row of rows) {
    const where = String(row.head);
    const file = await bucket.readAll(row).catch((error: unknown) => {
      if (error instanceof BucketError && error.kind === 'missing') return null;
      throw error;
    });
    if (file === null) faults.push({ kind: 'stamp_missing', where });
    else if (!isOf(file, row)) faults.push({ kind: 'stamp_altered', where });
  }
  return { count: rows.length, faults };
}

function isOf(file: Buffer, row: { sha256: Buffer; headSha256: Buffer; stamped_at: Date }): boolean {
  if (!createHash('sha256').update(file).digest().equals(row.sha256)) return false;
  try {
    const { hash, stampedAt } = readTimeStamp(file);
    return hash.equals(row.headSha256) && stampedAt.getTime() === row.stamped_at.getTime();
  } catch (error) {
    if (error instanceof TimeStampError) return false;
    throw error;
  }
}
