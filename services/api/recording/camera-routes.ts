import { Router } from 'express';
import { everyone } from '../../access/audience.ts';
import { requireMay } from '../../access/require-may.ts';
import { type Camera, cameraRoutes as contract } from '../../contracts/recording/camera.ts';
import { appendAudit } from '../../custody/audit.ts';
import { changeCamera, createCamera, listCameras } from '../../recording/cameras/cameras.ts';
import { listQuarantined } from '../../recording/spool/quarantined-files.ts';
import { listWorkers } from '../../recording/workers.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Cameras: their state for those who watch over them, their settings for the administrator. */
export function cameraRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const tell = async (camera: Camera) => {
    await deps.publish({ kind: 'camera', id: camera.id, version: 0 }, everyone);
    await deps.publish({ kind: 'room', id: camera.room.id, version: 0 }, everyone);
    return camera;
  };
  handle(router, contract.list, async ({ actor }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' });
    return { items: await listCameras(db) };
  });
  handle(router, contract.workers, async ({ actor }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' });
    return { items: await listWorkers(db) };
  });
  handle(router, contract.quarantine, async ({ actor }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' });
    return { items: await listQuarantined(db) };
  });
  handle(router, contract.create, async ({ actor, body }) => {
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' });
    const camera = await db.transaction().execute(async (tx) => {
      const made = await createCamera(tx, deps.secretKey, body);
      await appendAudit(tx, {
        accountId: actor.id,
        address: actor.address,
        act: 'camera.create',
        thing: { kind: 'camera', id: made.id },
      });
      return made;
    });
    return tell(camera);
  });
  handle(router, contract.change, async ({ actor, params, body }) => {
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' }, params.cameraId);
    const camera = await db.transaction().execute(async (tx) => {
      const changed = await changeCamera(tx, deps.secretKey, params.cameraId, body);
      await appendAudit(tx, {
        accountId: actor.id,
        address: actor.address,
        act: 'camera.change',
        thing: { kind: 'camera', id: changed.id },
        details: { fields: Object.keys(body), disabledReason: body.disabledReason ?? null },
      });
      return changed;
    });
    return tell(camera);
  });
  return router;
}
