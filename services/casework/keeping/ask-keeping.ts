import type { Db } from '../../adapters/postgres/connect.ts';
import type { Enqueue } from '../../adapters/queue/enqueue.ts';
import { keepingDue, type Noted, noteKeeping } from '../../custody/retention/session-keeping.ts';

/** Works out anew how long sessions are kept, and asks for that in the object store. Not inside a transaction. */
export async function askKeeping(deps: { db: Db; enqueue: Enqueue }, sessionIds: readonly string[]): Promise<void> {
  await applyKept(deps, await noteKeeping(deps.db, sessionIds));
}

/** Asks for what was noted in a transaction that is committed now. */
export async function applyKept({ enqueue }: { enqueue: Enqueue }, noted: readonly Noted[]): Promise<void> {
  for (const { sessionId, revision } of noted) await enqueue('hold.apply', { v: 1, sessionId, revision });
}

const mostAtOnce = 500;

/** Asks for all that the object store has not heard of yet. Returns how much that was. */
export async function applyDue(deps: { db: Db; enqueue: Enqueue }): Promise<number> {
  const due = await keepingDue(deps.db, mostAtOnce);
  await applyKept(deps, due);
  return due.length;
}
