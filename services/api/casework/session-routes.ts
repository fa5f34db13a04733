import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { requireMay } from '../../access/require-may.ts';
import { refuseUnknown } from '../../access/views/refusal.ts';
import { listSessionViews } from '../../access/views/session-views.ts';
import { clipFacts, sealAgain } from '../../casework/clips/clips.ts';
import { changeForm, changeTimes, stopSession } from '../../casework/sessions/edit-session.ts';
import { linkCase, unlinkCase } from '../../casework/sessions/link-cases.ts';
import { listSessions } from '../../casework/sessions/list-sessions.ts';
import { sessionDetail } from '../../casework/sessions/read-sessions.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { cutFromRecord, startSession } from '../../casework/sessions/start-session.ts';
import { sessionRoutes as contract } from '../../contracts/session.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Sessions: list, start, stop, cut from the record, change, link; who looked. */
export function sessionRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const detail = (actor: Actor, sessionId: string) => sessionDetail(db, actor, sessionId);
  handle(router, contract.list, async ({ actor, query }) => {
    await requireMay(db, actor, 'session.list', { kind: 'office' });
    return listSessions(db, actor, query);
  });
  handle(router, contract.start, async ({ actor, body }) => {
    await requireMay(db, actor, 'session.start', { kind: 'office' });
    return detail(actor, await startSession(deps, actor, body));
  });
  handle(router, contract.fromRecord, async ({ actor, body }) => {
    await requireMay(db, actor, 'session.start', { kind: 'office' });
    return detail(actor, await cutFromRecord(deps, actor, body));
  });
  handle(router, contract.get, async ({ actor, params }) => {
    await requireSession(db, actor, params.sessionId, 'session.see');
    return detail(actor, params.sessionId);
  });
  handle(router, contract.views, async ({ actor, params }) => {
    const session = await requireSession(db, actor, params.sessionId, 'session.views');
    return { items: await listSessionViews(db, actor, session) };
  });
  changeRoutes(router, deps, detail);
  return router;
}

function changeRoutes(
  router: Router,
  deps: ApiDeps,
  detail: (actor: Actor, sessionId: string) => ReturnType<typeof sessionDetail>,
) {
  handle(router, contract.change, async ({ actor, params, body }) => {
    await changeForm(deps, actor, params.sessionId, body);
    return detail(actor, params.sessionId);
  });
  handle(router, contract.stop, async ({ actor, params }) => {
    await stopSession(deps, actor, params.sessionId);
    return detail(actor, params.sessionId);
  });
  handle(router, contract.changeTimes, async ({ actor, params, body }) => {
    await changeTimes(deps, actor, params.sessionId, body);
    return detail(actor, params.sessionId);
  });
  handle(router, contract.linkCase, async ({ actor, params, body }) => {
    await linkCase(deps, actor, params.sessionId, body.caseKey);
    return detail(actor, params.sessionId);
  });
  handle(router, contract.unlinkCase, async ({ actor, params }) => {
    await unlinkCase(deps, actor, params.sessionId, params.caseId);
    return detail(actor, params.sessionId);
  });
  const { db } = deps;
  handle(router, contract.sealAgain, async ({ actor, params }) => {
    const thing = { kind: 'clip', id: params.clipId } as const;
    const clip = (await clipFacts(db, params.clipId)) ?? (await refuseUnknown(db, actor, 'session.change', thing));
    await requireSession(db, actor, clip.sessionId, 'session.change');
    const revision = await sealAgain(db, actor, clip.id);
    await deps.enqueue('clip.seal', { v: 1, clipId: clip.id, revision });
    return undefined;
  });
}
