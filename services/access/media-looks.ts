import type { Database } from '../adapters/postgres/connect.ts';
import { appendAudit } from '../custody/audit.ts';
import type { Actor } from './actor.ts';

const hourMs = 3_600_000;

/**
 * Records that a person was shown a poster, a room picture, or the signs of people in a room: once per person, thing and
 * hour, with its audit row.
 */
export async function recordMediaLook(
  db: Database,
  actor: Actor,
  thing: { kind: 'clip' | 'camera' | 'room'; id: string },
  now: Date,
): Promise<void> {
  const hour = new Date(Math.floor(now.getTime() / hourMs) * hourMs);
  await db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('media_looks')
      .values({ account_id: actor.id, thing_kind: thing.kind, thing_id: thing.id, hour })
      .onConflict((conflict) => conflict.doNothing())
      .returning('hour')
      .executeTakeFirst();
    const act = thing.kind === 'room' ? 'record.signs' : 'media.look';
    if (added) await appendAudit(tx, { accountId: actor.id, address: actor.address, act, thing });
  });
}
