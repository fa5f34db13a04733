import { Router } from 'express';
import { peopleWhoKnow } from '../../access/audience.ts';
import { requireMay } from '../../access/require-may.ts';
import { notesFor } from '../../casework/markers/notes-for.ts';
import { listMarkers, markerHistory } from '../../casework/markers/read-markers.ts';
import { addMarker, answerMarker, changeMarker, noteDone } from '../../casework/markers/write-markers.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { markerRoutes as contract } from '../../contracts/custody/marker.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Markers of a session, notes under them, and notes for the person who asks. */
export function markerRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.list, ({ actor, params }) => listMarkers(db, actor, params.sessionId));
  handle(router, contract.add, ({ actor, params, body }) => addMarker(deps, actor, params.sessionId, body));
  handle(router, contract.change, ({ actor, params, body }) => changeMarker(deps, actor, params.markerId, body));
  handle(router, contract.answer, ({ actor, params, body }) => answerMarker(deps, actor, params.markerId, body.text));
  handle(router, contract.done, async ({ actor, params, body }) => {
    await noteDone(deps, actor, params.markerId, body.done);
    return undefined;
  });
  handle(router, contract.readers, async ({ actor, params }) => {
    await requireSession(db, actor, params.sessionId, 'session.see');
    return { items: await peopleWhoKnow(db, params.sessionId) };
  });
  handle(router, contract.history, ({ actor, params }) => markerHistory(db, actor, params.sessionId));
  handle(router, contract.forMe, async ({ actor }) => {
    await requireMay(db, actor, 'session.list', { kind: 'office' });
    return notesFor(db, actor);
  });
  return router;
}
