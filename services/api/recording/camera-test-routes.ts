import { type Response, Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { recordMediaLook } from '../../access/media-looks.ts';
import { requireMay } from '../../access/require-may.ts';
import { maySeePicture } from '../../access/room-acts.ts';
import { sessionsInRoom } from '../../access/session-things.ts';
import { AppError } from '../../app-error.ts';
import { type CameraTest, cameraTestRoutes as contract } from '../../contracts/recording/camera-test.ts';
import { appendAudit } from '../../custody/audit.ts';
import { cameraSource, sourceOf } from '../../recording/cameras/cameras.ts';
import { createCameraTests, type TestCamera } from '../../recording/cameras/test-camera.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Tests of cameras: those that are there, and addresses that are not saved yet. */
export function cameraTestRoutes(deps: ApiDeps): Router {
  const { db, secretKey } = deps;
  const router = Router();
  const testCamera = createCameraTests(deps);
  const note = (actor: Actor, id: string) =>
    appendAudit(db, { accountId: actor.id, address: actor.address, act: 'camera.test', thing: { kind: 'camera', id } });
  handle(router, contract.test, async ({ actor, params: { cameraId }, res }) => {
    await requireMay(db, actor, 'camera.test', { kind: 'camera' }, cameraId);
    const roomId = await roomOf(deps, cameraId);
    await note(actor, cameraId);
    return testInRoom(deps, testCamera, actor, { cameraId, roomId }, whileConnected(res));
  });
  handle(router, contract.testAddress, async ({ actor, body, res }) => {
    const { cameraId, address, user, password } = body;
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' }, cameraId);
    if (cameraId !== undefined) await roomOf(deps, cameraId);
    await note(actor, cameraId ?? '');
    const kept = cameraId !== undefined && password === undefined;
    const source = kept
      ? await cameraSource(db, secretKey, cameraId, { address, user })
      : sourceOf({ address, user: user ?? null, password: password ?? null });
    return testCamera(source, false, whileConnected(res));
  });
  return router;
}

/** With a picture only where the person may see the room before the test and after it: a session may have begun. */
async function testInRoom(
  deps: ApiDeps,
  testCamera: TestCamera,
  actor: Actor,
  { cameraId, roomId }: { cameraId: string; roomId: string },
  signal: AbortSignal,
): Promise<CameraTest> {
  const { db, clock } = deps;
  const from = new Date(clock.now());
  const maySee = async (to: Date) => maySeePicture(actor, await sessionsInRoom(db, actor.id, roomId, { from, to }));
  const withPicture = await maySee(new Date(from.getTime() + 1));
  const tested = await testCamera(await cameraSource(db, deps.secretKey, cameraId), withPicture, signal);
  if (tested.outcome === 'fails' || tested.picture === null) return tested;
  const now = new Date(clock.now());
  if (!(await maySee(new Date(now.getTime() + 1)))) return { ...tested, picture: null };
  await recordMediaLook(db, actor, { kind: 'camera', id: cameraId }, now);
  return tested;
}

async function roomOf({ db }: ApiDeps, cameraId: string): Promise<string> {
  const camera = await db.selectFrom('cameras').select('room_id').where('id', '=', cameraId).executeTakeFirst();
  if (!camera) throw new AppError('not_found', 'There is no such camera.');
  return camera.room_id;
}

/** Aborts when the browser goes away before it has its answer. */
function whileConnected(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}
