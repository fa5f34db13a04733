import { Router } from 'express';
import {
  type About,
  type CarryOut,
  type Decided,
  decideApproval,
  withdrawApproval,
} from '../../access/approvals/approvals.ts';
import { listApprovals } from '../../access/approvals/list-approvals.ts';
import { requireMay } from '../../access/require-may.ts';
import { carryOutAsked } from '../../access/vault/ask-opening.ts';
import { carryOutEmergency } from '../../access/views/emergency-looks.ts';
import { auditRefusal } from '../../access/views/refusal.ts';
import { runApproved } from '../../casework/destruction/propose.ts';
import { tellOfDestruction } from '../../casework/destruction/run-destruction.ts';
import { askPrepared, carryOutEvidence } from '../../casework/evidence/evidence.ts';
import { applyDue } from '../../casework/keeping/ask-keeping.ts';
import { carryOutChange, tellOfChange } from '../../casework/keeping/change-class.ts';
import { carryOutLift, tellOfHold } from '../../casework/keeping/holding.ts';
import { carryOutLower } from '../../casework/protection/protection.ts';
import { tellOfClass } from '../../casework/protection/tell.ts';
import { approvalRoutes } from '../../contracts/access/approval.ts';
import { approveDestruction } from '../../custody/destruction/destructions.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';
import { tellOfEmergency } from './emergency-routes.ts';

/** Requests that need a second person. */
export function approvalsRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const carryOut = whatIsCarriedOut(deps);
  handle(router, approvalRoutes.list, async ({ actor }) => {
    await requireMay(db, actor, 'approval.list', { kind: 'office' });
    return listApprovals(db, actor);
  });
  handle(router, approvalRoutes.decide, async ({ actor, params: { approvalId }, body }) => {
    await requireMay(db, actor, 'approval.list', { kind: 'office' }, approvalId);
    const decided = await auditRefusal(db, actor, 'approval.decide', { kind: 'approval', id: approvalId }, () =>
      db.transaction().execute((tx) => decideApproval(tx, actor, approvalId, body, carryOut)),
    );
    if (decided.state === 'approved') await followUp(deps, decided);
    await tellOf(deps, approvalId, decided.about);
    return { state: decided.state };
  });
  handle(router, approvalRoutes.withdraw, async ({ actor, params: { approvalId } }) => {
    await requireMay(db, actor, 'approval.list', { kind: 'office' }, approvalId);
    const thing = { kind: 'approval', id: approvalId };
    const { state, about } = await auditRefusal(db, actor, 'approval.withdraw', thing, () =>
      db.transaction().execute((tx) => withdrawApproval(tx, actor, approvalId)),
    );
    await tellOf(deps, approvalId, about);
    return { state };
  });
  return router;
}

/** What is done when a second person approves. */
function whatIsCarriedOut({ clock }: ApiDeps): CarryOut {
  return {
    'hold.lift': (tx, { thing }, by, note) => carryOutLift(tx, thing.id, by, note),
    'destruction.run': (tx, { thing }, by, note) => approveDestruction(tx, thing.id, by.id, note),
    'retention.change': (tx, { thing }, by) => carryOutChange(tx, thing.id, by, clock),
    'class.lower': carryOutLower,
    'evidence.take': carryOutEvidence,
    'vault.open': carryOutAsked,
    'record.emergency': (tx, asked) => carryOutEmergency(tx, asked, clock),
  };
}

/** Asks for what the transaction left to do. */
async function followUp(deps: ApiDeps, { act, about }: Decided) {
  await applyDue(deps);
  await runApproved(deps);
  if (act === 'evidence.take') await askPrepared(deps);
  // Whoever could know of it before can still.
  if (act === 'class.lower' && ('caseId' in about || 'sessionId' in about)) await tellOfClass(deps, about, new Map());
}

/** Those who may know of it hear that a request has changed. */
async function tellOf(deps: ApiDeps, approvalId: string, about: About) {
  if ('destructionId' in about) await tellOfDestruction(deps, about.destructionId);
  else if ('emergencyId' in about) await tellOfEmergency(deps, about.emergencyId);
  else if ('office' in about) await tellOfChange(deps, approvalId);
  else await tellOfHold(deps, about);
}
