import type { Actor } from '../../access/actor.ts';
import { aboutOf, askApproval } from '../../access/approvals/approvals.ts';
import { caseAudience, sessionAudience } from '../../access/audience.ts';
import { refuseUnknown } from '../../access/views/refusal.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import type { HoldReason } from '../../contracts/custody/retention.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import { activeHold, type Held, liftHold, placeHold, sessionsHeldBy } from '../../custody/retention/holds.ts';
import { noteKeeping } from '../../custody/retention/session-keeping.ts';
import { requireCase } from '../cases/change-case.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { requireSession } from '../sessions/require-session.ts';
import { applyKept } from './ask-keeping.ts';

/** Places a hold on a session or on a case with all its sessions. Returns its id. */
export async function holdThing(
  deps: CaseworkDeps,
  actor: Actor,
  on: Held,
  { reason, note }: { reason: HoldReason; note: string },
): Promise<string> {
  await requireHeld(deps, actor, on);
  const { id, kept } = await deps.db.transaction().execute(async (tx) => {
    if ('sessionId' in on) await requireFootage(tx, on.sessionId);
    const id = await placeHold(tx, { on, reason, note, by: actor.id });
    const act = { accountId: actor.id, address: actor.address, act: 'hold.place', thing: thingOf(on) };
    await appendAudit(tx, { ...act, details: { holdId: id, reason } });
    return { id, kept: await noteKeeping(tx, await sessionsHeldBy(tx, on)) };
  });
  await applyKept(deps, kept);
  await tellOfHold(deps, on);
  return id;
}

/** Whoever takes it to be destroyed meanwhile waits, or is seen here. Throws session_destroyed. */
async function requireFootage(tx: Tx, sessionId: string) {
  await tx.selectFrom('sessions').select('id').where('id', '=', sessionId).forNoKeyUpdate().execute();
  await requireNotDestroyed(tx, sessionId);
}

/** Asks that a hold be lifted; another person must approve it. Throws not_found for one that the person may not know of. */
export async function askLift(deps: CaseworkDeps, actor: Actor, holdId: string, reason: string): Promise<string> {
  const unknown = { kind: 'hold', id: holdId } as const;
  const hold = (await activeHold(deps.db, holdId)) ?? (await refuseUnknown(deps.db, actor, 'session.hold', unknown));
  const on = aboutOf(hold);
  await requireHeld(deps, actor, on);
  const id = await deps.db
    .transaction()
    .execute((tx) =>
      askApproval(tx, actor, { act: 'hold.lift', thing: { kind: 'hold', id: holdId }, about: on, reason }),
    );
  await tellOfHold(deps, on);
  return id;
}

/** A hold is lifted, which somebody asked for and another approved. What its sessions are kept for now is noted. */
export async function carryOutLift(tx: Tx, holdId: string, by: Actor, note: string): Promise<void> {
  const hold = await activeHold(tx, holdId);
  await liftHold(tx, holdId, by.id, note);
  if (!hold) return;
  const on = aboutOf(hold);
  const act = { accountId: by.id, address: by.address, act: 'hold.lift', thing: thingOf(on), details: { holdId } };
  await appendAudit(tx, act);
  await noteKeeping(tx, await sessionsHeldBy(tx, on));
}

const thingOf = (on: Held) =>
  'sessionId' in on ? { kind: 'session', id: on.sessionId } : { kind: 'case', id: on.caseId };

async function requireHeld(deps: CaseworkDeps, actor: Actor, on: Held): Promise<void> {
  if ('sessionId' in on) await requireSession(deps.db, actor, on.sessionId, 'session.hold');
  else await requireCase(deps, actor, on.caseId, 'case.hold');
}

/** Tells those who may know of a session or case that what holds it has changed. */
export async function tellOfHold(deps: CaseworkDeps, on: Held): Promise<void> {
  for (const sessionId of await sessionsHeldBy(deps.db, on))
    await deps.publish({ kind: 'session', id: sessionId, version: 0 }, await sessionAudience(deps.db, sessionId));
  if ('caseId' in on)
    await deps.publish({ kind: 'case', id: on.caseId, version: 0 }, await caseAudience(deps.db, on.caseId));
}
