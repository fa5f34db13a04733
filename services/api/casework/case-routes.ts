import { Router } from 'express';
import { requireMay } from '../../access/require-may.ts';
import { changeCase, letIn, requireCase, shutOut, takeOff } from '../../casework/cases/change-case.ts';
import { createCase } from '../../casework/cases/create-case.ts';
import { caseDetail, listCases } from '../../casework/cases/read-cases.ts';
import { caseRoutes as contract } from '../../contracts/case.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Cases, their people and their history. */
export function caseRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.list, async ({ actor, query }) => {
    await requireMay(db, actor, 'case.list', { kind: 'office' });
    return listCases(db, actor, query);
  });
  handle(router, contract.create, async ({ actor, body }) => {
    await requireMay(db, actor, 'case.create', { kind: 'office' });
    return caseDetail(db, actor, await createCase(deps, actor, body));
  });
  handle(router, contract.get, async ({ actor, params }) => {
    await requireCase(deps, actor, params.caseId, 'case.see');
    return caseDetail(db, actor, params.caseId);
  });
  handle(router, contract.change, async ({ actor, params, body }) => {
    await changeCase(deps, actor, params.caseId, body);
    return caseDetail(db, actor, params.caseId);
  });
  handle(router, contract.addMember, async ({ actor, params }) => {
    await letIn(deps, actor, params.caseId, params.accountId);
    return caseDetail(db, actor, params.caseId);
  });
  handle(router, contract.removeMember, async ({ actor, params }) => {
    await takeOff(deps, actor, params.caseId, params.accountId);
    return caseDetail(db, actor, params.caseId);
  });
  handle(router, contract.addConflict, async ({ actor, params, body }) => {
    await shutOut(deps, actor, params.caseId, params.accountId, body.reason);
    return caseDetail(db, actor, params.caseId);
  });
  return router;
}
