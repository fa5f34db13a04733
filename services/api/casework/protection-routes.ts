import { Router } from 'express';
import { caseThing } from '../../access/session-things.ts';
import { notFound } from '../../access/views/refusal.ts';
import { requireCase } from '../../casework/cases/change-case.ts';
import { askLower, protectionOf, raiseClass } from '../../casework/protection/protection.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { protectionRoutes as contract } from '../../contracts/custody/protection.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** How much a case or session is protected: raised by one, lowered by two. */
export function protectionRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.ofCase, async ({ actor, params }) => {
    await requireCase(deps, actor, params.caseId, 'case.see');
    const thing = await caseThing(db, actor.id, params.caseId, null);
    if (!thing) throw notFound();
    return protectionOf(db, actor, params, thing);
  });
  handle(router, contract.ofSession, async ({ actor, params }) => {
    const thing = await requireSession(db, actor, params.sessionId, 'session.see');
    return protectionOf(db, actor, params, thing);
  });
  handle(router, contract.raiseCase, async ({ actor, params, body }) => {
    await raiseClass(deps, actor, params, body);
    return undefined;
  });
  handle(router, contract.raiseSession, async ({ actor, params, body }) => {
    await raiseClass(deps, actor, params, body);
    return undefined;
  });
  handle(router, contract.lowerCase, async ({ actor, params, body }) => ({
    approvalId: await askLower(deps, actor, params, body),
  }));
  handle(router, contract.lowerSession, async ({ actor, params, body }) => ({
    approvalId: await askLower(deps, actor, params, body),
  }));
  return router;
}
