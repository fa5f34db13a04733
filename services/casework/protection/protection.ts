import type { Actor } from '../../access/actor.ts';
import { type Asked, askApproval } from '../../access/approvals/approvals.ts';
import { may } from '../../access/may.ts';
import type { CaseThing, SessionThing } from '../../access/session-things.ts';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { AccessClass } from '../../contracts/case.ts';
import type { Protection } from '../../contracts/custody/protection.ts';
import { requireCase } from '../cases/change-case.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { applyKept } from '../keeping/ask-keeping.ts';
import { tellOfHold } from '../keeping/holding.ts';
import { requireSession } from '../sessions/require-session.ts';
import { type Classed, changeClass, keptUp } from './change-class.ts';
import { above, below, highest, isHigher } from './classes.ts';
import { hearersOf, tellOfClass } from './tell.ts';

interface Wanted {
  to: AccessClass;
  reason: string;
}

/** Raises the class of a case or session: one person may, and may not know of it any more afterwards. */
export async function raiseClass(deps: CaseworkDeps, actor: Actor, on: Classed, wanted: Wanted): Promise<void> {
  await requireThing(deps.db, actor, on, 'raise');
  const before = await hearersOf(deps.db, on);
  const kept = await deps.db.transaction().execute((tx) => changeClass(tx, actor, on, wanted));
  await tellOfClass(deps, on, before);
  await applyKept(deps, kept);
}

/** Asks that a class be lowered; another who knows of it must approve. Throws kept_up, changed_meanwhile, already_exists. */
export async function askLower(deps: CaseworkDeps, actor: Actor, on: Classed, wanted: Wanted): Promise<string> {
  await requireThing(deps.db, actor, on, 'lower');
  const id = await deps.db.transaction().execute(async (tx) => {
    const { now, floor } = await classNow(tx, on);
    if (!isHigher(now, wanted.to))
      throw new AppError('changed_meanwhile', 'It is not protected more than that: load the page again.');
    if (isHigher(floor, wanted.to)) throw keptUp();
    const thing = 'caseId' in on ? { kind: 'case', id: on.caseId } : { kind: 'session', id: on.sessionId };
    const lower = { from: now, to: wanted.to };
    return askApproval(tx, actor, { act: 'class.lower', thing, about: on, reason: wanted.reason, lower });
  });
  await tellOfHold(deps, on);
  return id;
}

/** A lower class is approved, which somebody asked for. */
export async function carryOutLower(tx: Tx, { about, lower, reason }: Asked, by: Actor): Promise<void> {
  if (lower === null || !('sessionId' in about || 'caseId' in about))
    throw new RangeError('a class is lowered of a session or a case');
  await changeClass(tx, by, about, { ...lower, reason });
}

/** What a person may do about the class of a case or session. The caller has asked whether they see it. */
export async function protectionOf(
  db: Db,
  actor: Actor,
  on: Classed,
  thing: SessionThing | CaseThing,
): Promise<Protection> {
  const { now, floor } = await classNow(db, on);
  const asked = await db
    .selectFrom('approvals')
    .select('to_class')
    .where('act', '=', 'class.lower')
    .where('thing_id', '=', 'caseId' in on ? on.caseId : on.sessionId)
    .where('state', '=', 'asked')
    .where('expires_at', '>', new Date())
    .executeTakeFirst();
  return {
    raiseTo: may(actor, `${thing.kind}.raise`, thing) ? above(now) : [],
    lowerTo: !asked && may(actor, `${thing.kind}.lower`, thing) ? below(now, floor) : [],
    asked: asked?.to_class ?? null,
    isKeptUp: floor === now && now !== 'normal' && thing.kind === 'session',
  };
}

/** The class it has, and what a session's cases do not let it fall below. */
async function classNow(db: Db, on: Classed): Promise<{ now: AccessClass; floor: AccessClass }> {
  if ('caseId' in on) {
    const file = db.selectFrom('cases').select('access_class').where('id', '=', on.caseId);
    return { now: (await file.executeTakeFirstOrThrow()).access_class, floor: 'normal' };
  }
  const session = db.selectFrom('sessions').select('access_class').where('id', '=', on.sessionId);
  const cases = await db
    .selectFrom('session_cases as l')
    .innerJoin('cases as c', 'c.id', 'l.case_id')
    .select('c.access_class')
    .where('l.session_id', '=', on.sessionId)
    .where('l.unlinked_at', 'is', null)
    .execute();
  const floor = highest(cases.map((one) => one.access_class));
  return { now: (await session.executeTakeFirstOrThrow()).access_class, floor };
}

async function requireThing(db: Database, actor: Actor, on: Classed, what: 'raise' | 'lower'): Promise<void> {
  if ('caseId' in on) await requireCase({ db }, actor, on.caseId, `case.${what}`);
  else await requireSession(db, actor, on.sessionId, `session.${what}`);
}
