import { Router } from 'express';
import { sessionAudience } from '../../access/audience.ts';
import { askOpening, openApproved } from '../../access/vault/ask-opening.ts';
import { listOpenings, openVisitor } from '../../access/vault/open-visitor.ts';
import { addVisitor, correctVisitor, listVisitors } from '../../access/vault/visitors.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { visitorRoutes as contract } from '../../contracts/access/visitor.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Visitors of a session: codes for all who see it, who they are one at a time and with a reason. */
export function visitorRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const tell = async (sessionId: string) =>
    deps.publish({ kind: 'session', id: sessionId, version: 0 }, await sessionAudience(db, sessionId));
  handle(router, contract.list, ({ actor, params }) => listVisitors(db, actor, params.sessionId));
  handle(router, contract.add, async ({ actor, params, body }) => {
    const visitor = await addVisitor(deps, actor, params.sessionId, body);
    await tell(params.sessionId);
    return visitor;
  });
  handle(router, contract.correct, async ({ actor, params, body }) => {
    const { sessionId, ...visitor } = await correctVisitor(deps, actor, params.visitorId, body);
    await tell(sessionId);
    return visitor;
  });
  handle(router, contract.open, ({ actor, params, body }) => openVisitor(deps, actor, params.visitorId, body));
  handle(router, contract.askOpening, async ({ actor, params, body }) => {
    const { approvalId, sessionId } = await askOpening(deps, actor, params.visitorId, body);
    await tell(sessionId);
    return { approvalId };
  });
  handle(router, contract.openApproved, async ({ actor, params }) => {
    const { sessionId, ...opened } = await openApproved(deps, actor, params.visitorId);
    await tell(sessionId);
    return opened;
  });
  handle(router, contract.openings, async ({ actor, params }) => {
    await requireSession(db, actor, params.sessionId, 'session.views');
    return { items: await listOpenings(deps, params.sessionId) };
  });
  return router;
}
