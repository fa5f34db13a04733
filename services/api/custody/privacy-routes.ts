import { Router } from 'express';
import { privacyRoutes as contract } from '../../contracts/custody/privacy.ts';
import { classDays } from '../../custody/retention/session-keeping.ts';
import type { ApiDeps } from '../api-deps.ts';

/** For visitors too, so without a login. */
export function privacyRoutes({ db, privacy }: ApiDeps): Router {
  const router = Router();
  router.get(contract.get.path, async (_req, res) => {
    res.json({ ...privacy, items: await classDays(db) });
  });
  return router;
}
