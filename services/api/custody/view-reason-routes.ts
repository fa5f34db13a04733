import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { requireMay } from '../../access/require-may.ts';
import { addReason, changeReason, listReasons, orderReasons } from '../../access/views/view-reasons.ts';
import { viewReasonRoutes as contract } from '../../contracts/access/view-reason.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Why people look at footage, as the office words it. */
export function viewReasonRoutes({ db, viewMinutes }: ApiDeps): Router {
  const router = Router();
  const requireChief = (actor: Actor) => requireMay(db, actor, 'view.reasons', { kind: 'office' });
  handle(router, contract.list, async () => ({ items: await listReasons(db), viewMinutes }));
  handle(router, contract.add, async ({ actor, body }) => {
    await requireChief(actor);
    return addReason(db, actor, body);
  });
  handle(router, contract.change, async ({ actor, params, body }) => {
    await requireChief(actor);
    return changeReason(db, actor, params.code, body);
  });
  handle(router, contract.order, async ({ actor, body }) => {
    await requireChief(actor);
    await orderReasons(db, actor, body.codes);
    return undefined;
  });
  return router;
}
