import { type Response, Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { recordMediaLook } from '../../access/media-looks.ts';
import { requireMay } from '../../access/require-may.ts';
import { maySeePicture } from '../../access/room-acts.ts';
import { sessionsInRoom } from '../../access/session-things.ts';
import { type CameraTest, cameraTestRoutes as contract } from '../../contracts/recording/camera-test.ts';
import { appendAudit } from '../../custody/audit.ts';
import { readCamera } from '../../recording/cameras/read-cameras.ts';
import { cameraSource, savedSource, sourceAfter, sourceUrl } from '../../recording/cameras/source.ts';
import { createCameraTests, type TestCamera } from '../../recording/cameras/test-camera.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Tests of cameras: those that are there, and addresses that are not saved yet. */
export function cameraTestRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const testCamera = createCameraTests(deps);
  const note = (actor: Actor, id: string) =>
    appendAudit(db, { accountId: actor.id, address: actor.address, act: 'camera.test', thing: { kind: 'camera', id } });
  handle(router, contract.test, async ({ actor, params: { cameraId }, res }) => {
    await requireMay(db, actor, 'camera.test', { kind: 'camera' }, cameraId);
    await readCamera(db, cameraId);
    await note(actor, cameraId);
    return whileConnected(res, (signal) => testSaved(deps, testCamera, actor, cameraId, signal));
  });
  handle(router, contract.testAddress, async ({ actor, body: { cameraId, ...asked }, res }) => {
    await requireMay(db, actor, 'camera.manage', { kind: 'camera' }, cameraId);
    const nothing = { address: asked.address, user: null, password: null };
    const before = cameraId === undefined ? nothing : await savedSource(db, deps.secretKey, cameraId);
    const source = sourceUrl(sourceAfter(before, asked));
    await note(actor, cameraId ?? '');
    return whileConnected(res, (signal) => testCamera(source, false, signal));
  });
  return router;
}

/** With a picture only where the person may see the room before the test and after it: a session or a pause may have begun. */
async function testSaved(
  deps: ApiDeps,
  testCamera: TestCamera,
  actor: Actor,
  cameraId: string,
  signal: AbortSignal,
): Promise<CameraTest> {
  const { db, clock } = deps;
  const source = await cameraSource(db, deps.secretKey, cameraId);
  const tested = await testCamera(source, await maySeeNow(deps, actor, cameraId), signal);
  if (tested.outcome === 'fails' || tested.picture === null) return tested;
  if (!(await maySeeNow(deps, actor, cameraId))) return { ...tested, picture: null, isPictureWithheld: true };
  await recordMediaLook(db, actor, { kind: 'camera', id: cameraId }, new Date(clock.now()));
  return tested;
}

/** Not while a person has stopped the camera: what is off the record is not looked at either. */
async function maySeeNow({ db, clock }: ApiDeps, actor: Actor, cameraId: string): Promise<boolean> {
  const { room, state } = await readCamera(db, cameraId);
  if (state === 'paused' || state === 'disabled') return false;
  const from = new Date(clock.now());
  const sessions = await sessionsInRoom(db, actor.id, room.id, { from, to: new Date(from.getTime() + 1) });
  return maySeePicture(actor, sessions);
}

/** Ends the test when the browser goes away before it has its answer; then nobody needs one. */
async function whileConnected(
  res: Response,
  run: (signal: AbortSignal) => Promise<CameraTest>,
): Promise<CameraTest | undefined> {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  try {
    return await run(gone.signal);
  } catch (error) {
    if (gone.signal.aborted) return undefined;
    throw error;
  }
}
