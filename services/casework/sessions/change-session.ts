import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { everyone, sessionAudience } from '../../access/audience.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import type { Audience } from '../../contracts/events.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { CaseworkDeps } from '../casework-deps.ts';

interface Changed {
  revision: number;
  roomId: string;
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
      .returning(['revision', 'room_id as roomId'])
      .executeTakeFirstOrThrow();
  });
  await announce(deps, sessionId, changed, before);
}

/** Asks for tagging and tells the people; `before` are those who could see it until now. */
export async function announce(
  deps: CaseworkDeps,
  sessionId: string,
  { revision, roomId }: Changed,
  before: Audience[] = [],
) {
  await deps.enqueue('session.tag', { v: 1, sessionId, revision });
  const audience = [...new Set([...before, ...(await sessionAudience(deps.db, sessionId))])];
  await deps.publish({ kind: 'session', id: sessionId, version: revision }, audience);
  await deps.publish({ kind: 'room', id: roomId, version: 0 }, everyone);
}
