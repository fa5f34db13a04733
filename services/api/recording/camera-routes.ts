import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { everyone } from '../../access/audience.ts';
import { requireMay } from '../../access/require-may.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { type Camera, cameraRoutes as contract } from '../../contracts/recording/camera.ts';
import { cameraImportRoutes as importContract } from '../../contracts/recording/camera-import.ts';
import { appendAudit } from '../../custody/audit.ts';
import { changeCamera, createCamera } from '../../recording/cameras/cameras.ts';
import { clockOf, offsetSamples } from '../../recording/cameras/clock.ts';
import { importCameras } from '../../recording/cameras/import-cameras.ts';
import { listCameras, readCamera } from '../../recording/cameras/read-cameras.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';
import { recordOf } from './camera-record.ts';

/** Cameras: their state for those who watch over them, their settings for the administrator. */
export function cameraRoutes(deps: ApiDeps): Router {
  const router = Router();
  readEndpoints(router, deps);
  writeEndpoints(router, deps);
  return router;
}

function readEndpoints(router: Router, { db }: ApiDeps) {
  handle(router, contract.list, async ({ actor }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' });
    return { items: (await listCameras(db)).map((camera) => shownTo(actor, camera)) };
  });
  handle(router, contract.get, async ({ actor, params: { cameraId } }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' }, cameraId);
    const camera = shownTo(actor, await readCamera(db, cameraId));
    return { ...camera, clock: clockOf(await offsetSamples(db, cameraId)) };
  });
  handle(router, contract.timeline, async ({ actor, params: { cameraId }, query }) => {
    await requireMay(db, actor, 'camera.list', { kind: 'camera' }, cameraId);
    const { id, room } = await readCamera(db, cameraId);
    const span = { from: new Date(query.from), to: new Date(query.to) };
    return recordOf(db, actor, { id, roomId: room.id }, span);
  });
}

function writeEndpoints(router: Router, deps: ApiDeps) {
  const { db } = deps;
  handle(router, contract.create, async ({ actor, body }) => {
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' });
    const camera = await db.transaction().execute(async (tx) => {
      const made = await createCamera(tx, deps.secretKey, body);
      await note(tx, actor, 'camera.create', made.id);
      return made;
    });
    return tell(deps, camera);
  });
  handle(router, contract.change, async ({ actor, params, body }) => {
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' }, params.cameraId);
    const camera = await db.transaction().execute(async (tx) => {
      const changed = await changeCamera(tx, deps.secretKey, params.cameraId, body, actor.id);
      const details = { fields: Object.keys(body), disabledReason: body.disabledReason ?? null };
      await note(tx, actor, 'camera.change', changed.id, details);
      return changed;
    });
    return tell(deps, camera);
  });
  handle(router, importContract.run, async ({ actor, body }) => {
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' });
    const done = await importCameras(db, { ...body, key: deps.secretKey, by: actor });
    // One hint makes browsers ask for all cameras and rooms.
    const any = await db.selectFrom('cameras').select('id').limit(1).executeTakeFirst();
    if (done.isDone && any) await deps.publish({ kind: 'camera', id: any.id, version: 0 }, everyone);
    return done;
  });
}

/** Some makers want the login inside the address; only the administrator needs to read that. */
function shownTo(actor: Actor, camera: Camera): Camera {
  if (actor.role === 'admin') return camera;
  const withoutLogin = (address: string) => address.replace(/((?:user|pass)[a-z]*=)[^&/]*/gi, '$1…');
  const liveAddress = camera.liveAddress && withoutLogin(camera.liveAddress);
  return { ...camera, user: null, address: withoutLogin(camera.address), liveAddress };
}

function note(tx: Tx, actor: Actor, act: string, id: string, details: Record<string, unknown> = {}) {
  return appendAudit(tx, {
    ...{ accountId: actor.id, address: actor.address, act, thing: { kind: 'camera', id }, details },
  });
}

async function tell({ publish }: ApiDeps, camera: Camera): Promise<Camera> {
  await publish({ kind: 'camera', id: camera.id, version: 0 }, everyone);
  await publish({ kind: 'room', id: camera.room.id, version: 0 }, everyone);
  return camera;
}
