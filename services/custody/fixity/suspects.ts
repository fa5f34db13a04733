import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';

/** What could not be read while other things could. */
export interface Suspect {
  lane: string;
  position: string;
}

/** Between tries: a disk or a server that starts again must have its time. */
const betweenMs = 20 * 60_000;
const triesToJudge = 4;

/**
 * Something could not be read. Returns whether it may be judged: it has failed again and again, with time between. A try
 * too soon after the last is not counted.
 */
export async function noteSuspect(db: Db, { lane, position }: Suspect, now: Date): Promise<boolean> {
  const { rows } = await sql<{ failures: number }>`
    insert into fixity_suspects as s (lane, position, failed_at) values (${lane}, ${position}, ${now})
    on conflict (lane, position) do update set
      failures = s.failures + case when s.failed_at <= ${before(now)} then 1 else 0 end,
      failed_at = case when s.failed_at <= ${before(now)} then excluded.failed_at else s.failed_at end
    returning failures`.execute(db);
  return (rows[0]?.failures ?? 0) >= triesToJudge;
}

/** It was read, or judged. */
export async function clearSuspect(db: Db, { lane, position }: Suspect): Promise<void> {
  await db.deleteFrom('fixity_suspects').where('lane', '=', lane).where('position', '=', position).execute();
}

/** Those that are to be tried again now, the longest waiting first. */
export async function suspectsDue(db: Db, now: Date, limit: number): Promise<Suspect[]> {
  return db
    .selectFrom('fixity_suspects')
    .select(['lane', 'position'])
    .where('failed_at', '<=', before(now))
    .orderBy('failed_at')
    .limit(limit)
    .execute();
}

const before = (now: Date) => new Date(now.getTime() - betweenMs);
