import { Router } from 'express';
import { requireMay } from '../../access/require-may.ts';
import { askChange, stopApproved } from '../../casework/keeping/change-class.ts';
import { askLift, holdThing } from '../../casework/keeping/holding.ts';
import { listChanges, previewChange } from '../../casework/keeping/preview-class.ts';
import { listHolds, sessionKeeping } from '../../casework/keeping/read-keeping.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { retentionRoutes as contract } from '../../contracts/custody/retention.ts';
import { retentionChangeRoutes } from '../../contracts/custody/retention-change.ts';
import { classDays } from '../../custody/retention/session-keeping.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** How long sessions are kept, what holds them, and changes of the days. */
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
  retentionChanges(router, deps);
  return router;
}

function retentionChanges(router: Router, deps: ApiDeps) {
  const { db } = deps;
  handle(router, retentionChangeRoutes.list, async ({ actor }) => {
    await requireMay(db, actor, 'retention.list', { kind: 'office' });
    return { items: await listChanges(db) };
  });
  handle(router, retentionChangeRoutes.preview, async ({ actor, params: { code }, body }) => {
    await requireMay(db, actor, 'retention.ask', { kind: 'office' });
    return previewChange(deps, actor, { code, ...body });
  });
  handle(router, retentionChangeRoutes.ask, ({ actor, params: { code }, body }) =>
    askChange(deps, actor, { code, ...body }),
  );
  handle(router, retentionChangeRoutes.stop, async ({ actor, params: { changeId }, body }) => {
    await stopApproved(deps, actor, changeId, body.reason);
    return { state: 'stopped' as const };
  });
}
