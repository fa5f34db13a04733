import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { AccessClass } from '../../contracts/case.ts';
import { appendAudit } from '../../custody/audit.ts';
import { sessionsHeldBy } from '../../custody/retention/holds.ts';
import { type Noted, noteKeeping } from '../../custody/retention/session-keeping.ts';
import { isHigher } from './classes.ts';
import { type ClassChanged, sessionsLinkedTo, workOutClasses } from './work-out.ts';

/** What has a class of its own. */
export type Classed = { caseId: string } | { sessionId: string };

export interface NewClass {
  to: AccessClass;
  /** For lowering: the class that it was asked for. */
  from?: AccessClass;
  reason: string;
}

/**
 * Gives a case or session another class, and its sessions what follows from it, each with its entry in the log. Returns
 * what its sessions are to be kept for now. Throws changed_meanwhile when it has another class than was asked for, kept_up
 * when a case still protects the session. The caller has asked `may`.
 */
export function changeClass(tx: Tx, by: Actor, on: Classed, change: NewClass): Promise<Noted[]> {
  return 'caseId' in on ? changeOfCase(tx, by, on.caseId, change) : changeOfSession(tx, by, on.sessionId, change);
}

async function changeOfCase(tx: Tx, by: Actor, caseId: string, change: NewClass): Promise<Noted[]> {
  // Waits for links that are being made (their foreign key holds the row), and finds them then.
  const { access_class: from } = await tx
    .selectFrom('cases')
    .select('access_class')
    .where('id', '=', caseId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isLowered = requireDirection(from, change);
  await tx
    .updateTable('cases')
    .set({ access_class: change.to, revision: sql`revision + 1` })
    .where('id', '=', caseId)
    .execute();
  await note(tx, by, { kind: 'case', id: caseId }, { from, to: change.to }, { reason: change.reason });
  const changed = await workOutClasses(tx, await sessionsLinkedTo(tx, caseId), { mayLower: isLowered });
  for (const one of changed) await note(tx, by, { kind: 'session', id: one.sessionId }, one, { caseId });
  return noteKeeping(tx, await sessionsHeldBy(tx, { caseId }));
}

async function changeOfSession(tx: Tx, by: Actor, sessionId: string, change: NewClass): Promise<Noted[]> {
  const { access_class: from } = await tx
    .selectFrom('sessions')
    .select('access_class')
    .where('id', '=', sessionId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const isLowered = requireDirection(from, change);
  await tx.updateTable('sessions').set({ own_class: change.to }).where('id', '=', sessionId).execute();
  const [changed] = await workOutClasses(tx, [sessionId], { mayLower: isLowered });
  if (changed?.to !== change.to) throw keptUp();
  await note(tx, by, { kind: 'session', id: sessionId }, changed, { reason: change.reason });
  return [];
}

/** Whether it is lowered, which was asked for when it had the class that it still has. */
function requireDirection(now: AccessClass, { to, from }: NewClass): boolean {
  if (from !== undefined && from === now && isHigher(now, to)) return true;
  if (from === undefined && isHigher(to, now)) return false;
  throw new AppError('changed_meanwhile', 'The class was changed meanwhile: load the page again.');
}

export function keptUp(): AppError {
  return new AppError('kept_up', 'A case of this session still protects it: have that case lowered first.');
}

async function note(
  tx: Tx,
  by: Actor,
  thing: { kind: 'case' | 'session'; id: string },
  { from, to }: Omit<ClassChanged, 'sessionId'>,
  details: Record<string, unknown>,
) {
  const act = `${thing.kind}.${isHigher(to, from) ? 'raise' : 'lower'}`;
  await appendAudit(tx, {
    ...{ accountId: by.id, address: by.address, act, thing },
    details: { accessClass: to, ...details },
  });
}
