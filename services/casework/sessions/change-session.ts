import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { everyone, sessionAudience } from '../../access/audience.ts';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import type { Audience } from '../../contracts/events.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { CaseworkDeps } from '../casework-deps.ts';

interface Changed {
  revision: number;
  roomId: string;
  /** Whether somebody is in the room now. */
  isRunning: boolean;
}

/**
 * Runs one change of a session in a transaction with its audit row and a new revision; afterwards footage is tagged
 * again, and whoever could see the session before or after is told.
 */
export async function changeSession(
  deps: CaseworkDeps,
  actor: Actor,
  sessionId: string,
  act: string,
  change: (tx: Tx) => Promise<Record<string, unknown>>,
): Promise<void> {
  const before = await sessionAudience(deps.db, sessionId);
  const wasRunning = await isRunning(deps.db, sessionId);
  const changed = await deps.db.transaction().execute(async (tx) => {
    const details = await change(tx);
    await appendAudit(tx, {
      accountId: actor.id,
      address: actor.address,
      act,
      thing: { kind: 'session', id: sessionId },
      details,
    });
    return tx
      .updateTable('sessions')
      .set({ revision: sql`revision + 1`, tag_failure: null })
      .where('id', '=', sessionId)
      .returning(['revision', 'room_id as roomId', sql<boolean>`ended_at is null`.as('isRunning')])
      .executeTakeFirstOrThrow();
  });
  await announce(deps, sessionId, changed, { before, wasRunning });
}

async function isRunning(db: Db, sessionId: string): Promise<boolean> {
  const running = db.selectFrom('sessions').select('id').where('id', '=', sessionId).where('ended_at', 'is', null);
  return (await running.executeTakeFirst()) !== undefined;
}

/**
 * Asks for tagging and tells the people; `before` are those who could see it until now. Everybody hears of the room when
 * somebody comes or goes, which everybody may see; of any other change, only those who know of the session.
 */
export async function announce(
  deps: CaseworkDeps,
  sessionId: string,
  { revision, roomId, isRunning }: Changed,
  { before, wasRunning }: { before: Audience[]; wasRunning: boolean } = { before: [], wasRunning: false },
) {
  await deps.enqueue('session.tag', { v: 1, sessionId, revision });
  const audience = [...new Set([...before, ...(await sessionAudience(deps.db, sessionId))])];
  await deps.publish({ kind: 'session', id: sessionId, version: revision }, audience);
  if (isRunning || wasRunning)
    await deps.publish({ kind: 'room', id: roomId, version: 0 }, isRunning === wasRunning ? audience : everyone);
}
