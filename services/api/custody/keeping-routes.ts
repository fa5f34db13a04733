import { Router } from 'express';
import { type CarryOut, decideApproval, listApprovals, withdrawApproval } from '../../access/approvals.ts';
import { requireMay } from '../../access/require-may.ts';
import { auditRefusal } from '../../access/views/refusal.ts';
import { applyDue } from '../../casework/keeping/ask-keeping.ts';
import { askLift, carryOutLift, holdThing, tellOfHold } from '../../casework/keeping/holding.ts';
import { listHolds, sessionKeeping } from '../../casework/keeping/read-keeping.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { approvalRoutes } from '../../contracts/custody/approval.ts';
import { retentionRoutes as contract } from '../../contracts/custody/retention.ts';
import { classDays } from '../../custody/retention/session-keeping.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** What is done when a second person approves. */
const carryOut: CarryOut = { 'hold.lift': carryOutLift };

/** How long sessions are kept, what holds them, and requests that need a second person. */
export function keepingRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.classes, async () => ({ items: await classDays(db) }));
  handle(router, contract.get, async ({ actor, params: { sessionId } }) => {
    await requireSession(db, actor, sessionId, 'session.see');
    return sessionKeeping(db, actor, sessionId);
  });
  handle(router, contract.held, async ({ actor }) => {
    await requireMay(db, actor, 'hold.list', { kind: 'office' });
    return { items: await listHolds(db, actor) };
  });
  handle(router, contract.holdSession, async ({ actor, params: { sessionId }, body }) => {
    await holdThing(deps, actor, { sessionId }, body);
    return sessionKeeping(db, actor, sessionId);
  });
  handle(router, contract.holdCase, async ({ actor, params: { caseId }, body }) => ({
    id: await holdThing(deps, actor, { caseId }, body),
  }));
  handle(router, contract.askLift, async ({ actor, params: { holdId }, body }) => ({
    approvalId: await askLift(deps, actor, holdId, body.reason),
  }));
  approvals(router, deps);
  return router;
}

function approvals(router: Router, deps: ApiDeps) {
  const { db } = deps;
  handle(router, approvalRoutes.list, async ({ actor }) => {
    await requireMay(db, actor, 'approval.list', { kind: 'office' });
    return listApprovals(db, actor);
  });
  handle(router, approvalRoutes.decide, async ({ actor, params: { approvalId }, body }) => {
    await requireMay(db, actor, 'approval.decide', { kind: 'office' }, approvalId);
    const decided = await auditRefusal(db, actor, 'approval.decide', { kind: 'approval', id: approvalId }, () =>
      db.transaction().execute((tx) => decideApproval(tx, actor, approvalId, body, carryOut)),
    );
    await applyDue(deps);
    await tellOfHold(deps, decided.about);
    return { state: decided.state };
  });
  handle(router, approvalRoutes.withdraw, async ({ actor, params: { approvalId } }) => {
    await requireMay(db, actor, 'approval.list', { kind: 'office' }, approvalId);
    const { state, about } = await auditRefusal(
      db,
      actor,
      'approval.withdraw',
      { kind: 'approval', id: approvalId },
      () => db.transaction().execute((tx) => withdrawApproval(tx, actor, approvalId)),
    );
    await tellOfHold(deps, about);
    return { state };
  });
}
