import { Router } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { openView } from '../../access/views/open-view.ts';
import { addWatched, type OpenView, requireView } from '../../access/views/require-view.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { id } from '../../contracts/shape.ts';
import { liveFlvPath, type View, viewRoutes } from '../../contracts/view.ts';
import { shownCameras } from '../../recording/cameras/live-source.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';
import { createPlayableAudio } from './audio-in-view.ts';
import { createRoomPictures } from './room-picture.ts';
import { type MediaDeps, serveAudio, serveAudioInit, servePlaylist, serveVideo } from './serve-media.ts';
import { viewCameras } from './view-cameras.ts';

const cameraParams = z.object({ viewId: id, cameraId: id });
const segmentParams = cameraParams.extend({ startedAtMs: z.coerce.number().int().min(0).max(8.64e15) });
const pieceQuery = z.object({ from: z.coerce.number().int().min(0).optional() });
const underCamera = '/api/views/:viewId/cameras/:cameraId';

/** Views and everything that is played inside them; a room's picture. No other address of the api serves footage. */
export function playbackRoutes(deps: ApiDeps): Router {
  const router = Router();
  const media: MediaDeps = { ...deps, playableAudio: createPlayableAudio(deps) };
  viewEndpoints(router, deps);
  mediaEndpoints(router, media);
  pictureEndpoint(router, deps);
  return router;
}

function viewEndpoints(router: Router, deps: ApiDeps) {
  const { db, clock } = deps;
  handle(router, viewRoutes.open, async ({ actor, body }): Promise<View> => {
    const now = new Date(clock.now());
    const view = await openView(db, actor, body, { now, minutes: deps.viewMinutes });
    return {
      id: view.id,
      target: body.target,
      from: view.from.toISOString(),
      to: view.to.toISOString(),
      reasonCode: view.reasonCode,
      openedAt: view.openedAt.toISOString(),
      expiresAt: view.expiresAt.toISOString(),
      only: view.only?.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })) ?? null,
      station: actor.address.replace(/^::ffff:/, ''),
      ...(await camerasIn(db, actor, body.target, view)),
    };
  });
  handle(router, viewRoutes.progress, async ({ actor, params, body }) => {
    const view = await requireView(db, actor, params.viewId, new Date(clock.now()));
    const watched = body.watched.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
    return { watchedSeconds: await addWatched(db, view, watched) };
  });
}

/** What may be played of a view, or watched live. */
async function camerasIn(db: Db, actor: Actor, target: View['target'], view: OpenView) {
  if (target.kind !== 'live') return { cameras: await viewCameras(db, actor, view), live: [] };
  const shown = await shownCameras(db, view.roomId);
  const live = shown.map((camera) => ({
    camera,
    address: liveFlvPath.replace(':viewId', view.id).replace(':cameraId', camera.id),
  }));
  return { cameras: [], live };
}

function mediaEndpoints(router: Router, media: MediaDeps) {
  for (const name of ['index', 'video', 'audio'] as const) {
    router.get(`${underCamera}/${name}.m3u8`, async (req, res) => {
      const at = parsePart(cameraParams, req.params, 'path');
      await servePlaylist(media, actorOf(res), at, name, { req, res });
    });
  }
  const served = {
    'video/:startedAtMs.mp4': serveVideo,
    'audio/:startedAtMs.mp4': serveAudio,
    'audio/:startedAtMs/init.mp4': serveAudioInit,
  };
  for (const [path, serve] of Object.entries(served)) {
    router.get(`${underCamera}/${path}`, async (req, res) => {
      const at = parsePart(segmentParams, req.params, 'path');
      const { from } = parsePart(pieceQuery, req.query, 'query');
      await serve(media, actorOf(res), { ...at, from }, { req, res });
    });
  }
}

function pictureEndpoint(router: Router, deps: ApiDeps) {
  const pictureOf = createRoomPictures(deps);
  router.get('/api/cameras/:cameraId/picture', async (req, res) => {
    const { cameraId } = parsePart(z.object({ cameraId: id }), req.params, 'path');
    const jpeg = await pictureOf(actorOf(res), cameraId);
    res.set({ 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' });
    res.send(jpeg);
  });
}
