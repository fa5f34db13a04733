import { Router } from 'express';
import { requireMay } from '../../access/require-may.ts';
import { closeAsPerson, fixityState } from '../../casework/fixity/read-fixity.ts';
import { fixityRoutes as contract } from '../../contracts/custody/fixity.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** How far what is stored has been read again, and incidents. */
export function fixityRoutes(deps: ApiDeps): Router {
  const router = Router();
  handle(router, contract.state, async ({ actor }) => {
    await requireMay(deps.db, actor, 'store.see', { kind: 'office' });
    return fixityState(deps, actor);
  });
  handle(router, contract.close, async ({ actor, params: { incidentId }, body: { note } }) => {
    await closeAsPerson(deps.db, actor, incidentId, note);
    return { id: incidentId };
  });
  return router;
}
