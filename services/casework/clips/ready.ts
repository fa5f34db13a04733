import type { Db } from '../../adapters/postgres/connect.ts';
import { accountedUntil } from '../../recording/coverage.ts';

/**
 * A session can be sealed when it has ended and of every camera in its room everything is known up to the end: footage
 * or a gap with its cause.
 */
export async function isReadyToSeal(db: Db, sessionId: string, now: Date): Promise<boolean> {
  const session = await db
    .selectFrom('sessions')
    .select(['room_id', 'ended_at'])
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (!session?.ended_at) return false;
  const cameras = await db
    .selectFrom('cameras')
    .select('id')
    .where('room_id', '=', session.room_id)
    .where('created_at', '<', session.ended_at)
    .execute();
  for (const camera of cameras) {
    if ((await accountedUntil(db, camera.id, now)) < session.ended_at) return false;
  }
  return true;
}
