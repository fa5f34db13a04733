import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { vietnamDay } from '../../evidence/words/wall-time.ts';

interface ExpiredSegment {
  startedAt: Date;
  endedAt: Date;
  objects: readonly { bytes: number }[];
}

/** Counts what of a camera's record without a session was removed, for the day in Vietnam, and up to when it went. */
export async function noteExpired(
  tx: Tx,
  cameraId: string,
  segments: readonly ExpiredSegment[],
  { now, until }: { now: Date; until: Date },
): Promise<void> {
  const ms = segments.reduce((sum, { startedAt, endedAt }) => sum + (endedAt.getTime() - startedAt.getTime()), 0);
  const bytes = segments.flatMap(({ objects }) => objects).reduce((sum, object) => sum + object.bytes, 0);
  await tx
    .insertInto('idle_expiries')
    .values({
      ...{ day: vietnamDay(now), camera_id: cameraId, until_at: until },
      ...{ segments: segments.length, seconds: ms / 1000, bytes },
    })
    .onConflict((conflict) =>
      conflict.columns(['day', 'camera_id']).doUpdateSet({
        segments: sql`idle_expiries.segments + excluded.segments`,
        seconds: sql`idle_expiries.seconds + excluded.seconds`,
        bytes: sql`idle_expiries.bytes + excluded.bytes`,
        until_at: sql`greatest(idle_expiries.until_at, excluded.until_at)`,
      }),
    )
    .execute();
}

/** Up to when a camera's record without a session is gone, by the rule; null when no pass was made yet. */
export async function expiredUntil(db: Db, cameraId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('idle_expiries')
    .select((eb) => eb.fn.max('until_at').as('until'))
    .where('camera_id', '=', cameraId)
    .executeTakeFirst();
  return row?.until ?? null;
}

/** Whether no pass was made over this camera on this day in Vietnam. */
export async function isFirstToday(db: Db, cameraId: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('idle_expiries')
    .select('day')
    .where('camera_id', '=', cameraId)
    .where('day', '=', vietnamDay(now))
    .executeTakeFirst();
  return row === undefined;
}
