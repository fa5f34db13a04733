import { Router } from 'express';
import { requireMay } from '../../access/require-may.ts';
import { recorderRoutes as contract } from '../../contracts/recording/recorder.ts';
import { listQuarantined } from '../../recording/spool/quarantined-files.ts';
import { listWorkers } from '../../recording/workers.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Ingest workers and what lies in their quarantine. */
export function recorderRoutes({ db }: ApiDeps): Router {
  const router = Router();
  handle(router, contract.workers, async ({ actor }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' });
    return { items: await listWorkers(db) };
  });
  handle(router, contract.quarantine, async ({ actor }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' });
    return { items: await listQuarantined(db) };
  });
  return router;
}
