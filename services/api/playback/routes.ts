import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { noteSnapshot } from '../../access/views/note-snapshot.ts';
import { openView } from '../../access/views/open-view.ts';
import { addWatched, type OpenView, requireView } from '../../access/views/require-view.ts';
import { toInterval } from '../../access/views/spans.ts';
import { watchedBefore } from '../../access/views/watched-of.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { id, instant } from '../../contracts/shape.ts';
import { liveFlvPath, type View, viewRoutes } from '../../contracts/view.ts';
import { shownCameras } from '../../recording/cameras/live-source.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';
import { createViewPictures, fragmentInView } from './pictures/picture-in-view.ts';
import { createRoomPictures } from './pictures/room-picture.ts';
import { type MediaDeps, serveAudio, serveAudioInit, servePlaylist, serveVideo } from './serve-media.ts';
import { createPlayableAudio } from './sound/audio-in-view.ts';
import { loudnessInView } from './sound/loudness-in-view.ts';
import { viewCameras } from './view-cameras.ts';

const cameraParams = z.object({ viewId: id, cameraId: id });
const segmentParams = cameraParams.extend({ startedAtMs: z.coerce.number().int().min(0).max(8.64e15) });
const pieceQuery = z.object({ from: z.coerce.number().int().min(0).optional() });
const playlistQuery = z.object({ from: instant.optional(), to: instant.optional() });
const underCamera = '/api/views/:viewId/cameras/:cameraId';

/** Views and everything that is played inside them; a room's picture. No other address of the api serves footage. */
export function playbackRoutes(deps: ApiDeps): Router {
  const router = Router();
  const media: MediaDeps = { ...deps, playableAudio: createPlayableAudio(deps) };
  viewEndpoints(router, deps);
  mediaEndpoints(router, media);
  pictureEndpoints(router, deps);
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
      only: view.only?.map(toInterval) ?? null,
      station: actor.address.replace(/^::ffff:/, ''),
      ...(await camerasIn(db, actor, body.target, view)),
      watchedBefore: (await watchedBefore(db, actor.id, view)).map(toInterval),
    };
  });
  handle(router, viewRoutes.progress, async ({ actor, params, body }) => {
    const view = await requireView(db, actor, params.viewId, new Date(clock.now()));
    const watched = body.watched.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) }));
    return { watchedSeconds: await addWatched(db, view, watched) };
  });
  handle(router, viewRoutes.loudness, async ({ actor, params }) => {
    const view = await requireView(db, actor, params.viewId, new Date(clock.now()));
    return { cameras: await loudnessInView(db, view) };
  });
  handle(router, viewRoutes.snapshot, async ({ actor, params, body: { cameraId, at, sha256 } }) => {
    const view = await requireView(db, actor, params.viewId, new Date(clock.now()));
    await fragmentInView(db, view, cameraId, Date.parse(at));
    await noteSnapshot(db, actor, view, { cameraId, at: new Date(at), sha256 });
    return undefined;
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
      const chapter = parsePart(playlistQuery, req.query, 'query');
      await servePlaylist(media, actorOf(res), { ...at, chapter }, name, { req, res });
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

const pictureQuery = z.object({ at: instant });

function pictureEndpoints(router: Router, deps: ApiDeps) {
  const ofRoom = createRoomPictures(deps);
  const ofView = createViewPictures(deps);
  const send = (res: Response, jpeg: Buffer) => {
    res.set({ 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' });
    res.send(jpeg);
  };
  router.get('/api/cameras/:cameraId/picture', async (req, res) => {
    const { cameraId } = parsePart(z.object({ cameraId: id }), req.params, 'path');
    send(res, await ofRoom(actorOf(res), cameraId));
  });
  router.get(`${underCamera}/picture`, async (req, res) => {
    const { viewId, cameraId } = parsePart(cameraParams, req.params, 'path');
    const { at } = parsePart(pictureQuery, req.query, 'query');
    const view = await requireView(deps.db, actorOf(res), viewId, new Date(deps.clock.now()));
    const { jpeg, takenAtMs } = await ofView(view, cameraId, Date.parse(at));
    res.set('Taken-At-Ms', String(Math.round(takenAtMs)));
    send(res, jpeg);
  });
}
