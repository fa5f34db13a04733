import type { Actor } from '../../access/actor.ts';
import { askApproval } from '../../access/approvals/approvals.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import type { Enqueue } from '../../adapters/queue/enqueue.ts';
import { AppError } from '../../app-error.ts';
import { appendAudit } from '../../custody/audit.ts';
import { destructionsToRun, insertDestruction } from '../../custody/destruction/destructions.ts';
import { noteKeeping } from '../../custody/retention/session-keeping.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { requireSession } from '../sessions/require-session.ts';
import { isDue } from './due.ts';
import { tellOfDestruction } from './run-destruction.ts';

/**
 * Proposes to destroy sessions; another person must approve it. Throws not_found and forbidden for what the person may not
 * propose, protected_alone for a list with protected ones and others, not_due when one of them is held, still kept, or on a list already.
 */
export async function proposeDestruction(
  deps: CaseworkDeps,
  actor: Actor,
  { sessionIds, reason }: { sessionIds: readonly string[]; reason: string },
): Promise<{ id: string; approvalId: string }> {
  const wanted = [...new Set(sessionIds)];
  const sessions = [];
  for (const id of wanted) sessions.push(await requireSession(deps.db, actor, id, 'session.destroy'));
  // Others would see the known ones vanish onto a list that is not there for them.
  if (wanted.length > 1 && sessions.some(({ accessClass }) => accessClass !== 'normal'))
    throw new AppError('protected_alone', 'Propose each protected session on a list of its own.');
  const proposed = await deps.db.transaction().execute(async (tx) => {
    await requireDue(tx, wanted, new Date(deps.clock.now()));
    const id = await insertDestruction(tx, { sessionIds: wanted, by: actor.id, reason });
    const thing = { kind: 'destruction', id };
    const act = { accountId: actor.id, address: actor.address, act: 'destruction.propose', thing };
    await appendAudit(tx, { ...act, details: { sessions: wanted.length } });
    const request = { act: 'destruction.run', thing, about: { destructionId: id }, reason } as const;
    return { id, approvalId: await askApproval(tx, actor, request) };
  });
  await tellOfDestruction(deps, proposed.id);
  return proposed;
}

/** Two who propose at once, and whoever changes what a session is kept for, wait for each other. */
async function requireDue(tx: Tx, sessionIds: readonly string[], now: Date) {
  // By what is so now: what was linked a moment ago may not be worked out yet. Locks the sessions.
  await noteKeeping(tx, sessionIds);
  const due = await tx
    .selectFrom('session_keeping as k')
    .innerJoin('sessions as s', 's.id', 'k.session_id')
    .select('s.id')
    .where('s.id', 'in', sessionIds)
    .where(isDue(now))
    .execute();
  if (due.length < sessionIds.length)
    throw new AppError(
      'not_due',
      'The time of one of these sessions is not over, something holds it, or it is on a list already: load the page again.',
    );
}

const mostAtOnce = 100;

/** Asks that approved lists be carried out. Returns how many. */
export async function runApproved({ db, enqueue }: { db: CaseworkDeps['db']; enqueue: Enqueue }): Promise<number> {
  const ids = await destructionsToRun(db, mostAtOnce);
  await Promise.all(ids.map((destructionId) => enqueue('destruction.run', { v: 1, destructionId })));
  return ids.length;
}
