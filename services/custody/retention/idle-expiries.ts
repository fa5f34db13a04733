import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';

interface ExpiredSegment {
  startedAt: Date;
  endedAt: Date;
  objects: { bytes: number }[];
}

/** Counts what of a camera's record without a session was removed, for the day in Vietnam. */
export async function countExpired(
  tx: Tx,
  cameraId: string,
  segments: readonly ExpiredSegment[],
  now: Date,
): Promise<void> {
  const [first, last] = [segments.at(0), segments.at(-1)];
  if (!first || !last) return;
  const seconds = segments.reduce((sum, { startedAt, endedAt }) => sum + (endedAt.getTime() - startedAt.getTime()), 0);
  const bytes = segments.flatMap(({ objects }) => objects).reduce((sum, object) => sum + object.bytes, 0);
  await tx
    .insertInto('idle_expiries')
    .values({
      ...{ day: vietnamDay(now), camera_id: cameraId, segments: segments.length, seconds: seconds / 1000, bytes },
      ...{ first_at: first.startedAt, last_at: last.endedAt },
    })
    .onConflict((conflict) =>
      conflict.columns(['day', 'camera_id']).doUpdateSet({
        segments: sql`idle_expiries.segments + excluded.segments`,
        seconds: sql`idle_expiries.seconds + excluded.seconds`,
        bytes: sql`idle_expiries.bytes + excluded.bytes`,
        first_at: sql`least(idle_expiries.first_at, excluded.first_at)`,
        last_at: sql`greatest(idle_expiries.last_at, excluded.last_at)`,
      }),
    )
    .execute();
}

/** The end of the newest footage of a camera that went because its time was over; null when none went yet. */
export async function expiredUntil(db: Db, cameraId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('idle_expiries')
    .select((eb) => eb.fn.max('last_at').as('until'))
    .where('camera_id', '=', cameraId)
    .executeTakeFirst();
  return row?.until ?? null;
}

const vietnamDay = (at: Date) => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
