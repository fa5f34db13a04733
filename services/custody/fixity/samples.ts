import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';

const hourMs = 3_600_000;
/** Vietnam: UTC+7 all year. */
const zoneMs = 7 * hourMs;
const [fromHour, toHour] = [22, 5];

/** The night that it is in Vietnam, by the date of its evening; null by day. Pure. */
export function nightOf(nowMs: number): string | null {
  const local = new Date(nowMs + zoneMs);
  const hour = local.getUTCHours();
  if (hour >= toHour && hour < fromHour) return null;
  // After midnight it is still the evening before's.
  return new Date(local.getTime() - (hour < toHour ? toHour * hourMs : 0)).toISOString().slice(0, 10);
}

/** The sample of a night; begun when there is none yet. */
export async function sampleOf(db: Db, night: string, wanted: number, now: Date) {
  await db
    .insertInto('fixity_samples')
    .values({ night, wanted, began_at: now })
    .onConflict((conflict) => conflict.column('night').doNothing())
    .execute();
  return db.selectFrom('fixity_samples').selectAll().where('night', '=', night).executeTakeFirstOrThrow();
}

/** The newest sample; undefined before the first. */
export async function lastSample(db: Db) {
  return db.selectFrom('fixity_samples').selectAll().orderBy('night', 'desc').limit(1).executeTakeFirst();
}

/** A part of a night's sample was read. */
export async function advanceSample(
  db: Db,
  night: string,
  part: { done: number; bytes: number; faults: number },
): Promise<void> {
  await db
    .updateTable('fixity_samples')
    .set({
      done: sql`done + ${part.done}`,
      bytes: sql`bytes + ${part.bytes}`,
      faults: sql`faults + ${part.faults}`,
    })
    .where('night', '=', night)
    .execute();
}

/** A night's sample is done. */
export async function finishSample(db: Db, night: string, now: Date): Promise<void> {
  await db.updateTable('fixity_samples').set({ finished_at: now }).where('night', '=', night).execute();
}
