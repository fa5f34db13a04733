import type { Request, Response } from 'express';
import { Router } from 'express';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { requireLiveView } from '../../access/views/live.ts';
import { notFound } from '../../access/views/refusal.ts';
import { AppError } from '../../app-error.ts';
import { id } from '../../contracts/shape.ts';
import { liveFlvPath } from '../../contracts/view.ts';
import { liveSources } from '../../recording/cameras/live-source.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { parsePart } from '../register.ts';
import { httpSink, webSocketSink } from './sinks.ts';
import { upgradeOf } from './upgrade.ts';
import { LiveViewer } from './viewer.ts';
import type { Watching } from './watching.ts';

const params = z.object({ viewId: id, cameraId: id });
const query = z.object({ sound: z.stringbool().default(false) });
/** Players send nothing. */
const mostBytesFromPlayer = 1024;

/**
 * One camera of a live view as FLV without end: over HTTP, or over a WebSocket at the same address, because browsers open no more
 * than six connections to a server, and a wall has more tiles.
 */
export function liveRoutes(deps: ApiDeps): Router {
  const router = Router();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytesFromPlayer, perMessageDeflate: false });
  router.get(liveFlvPath, async (req, res) => {
    const upgrade = upgradeOf(req);
    if (upgrade && req.headers.origin !== deps.origin()) {
      throw new AppError(
        'bad_origin',
        `Open the program at ${deps.origin()}: requests from other addresses are refused.`,
      );
    }
    const { sound } = parsePart(query, req.query, 'query');
    const asked = await askedFor(deps, req, res);
    const wanted = { hasSound: sound, notBeforeMs: asked.view.notBefore.getTime() };
    if (!upgrade) return overHttp(deps, res, { ...asked, viewer: new LiveViewer(httpSink(res), wanted) });
    sockets.handleUpgrade(req, req.socket, upgrade.head, (socket) => {
      const sink = webSocketSink(socket, () => req.socket.resetAndDestroy());
      void overWebSocket(deps, socket, { ...asked, viewer: new LiveViewer(sink, wanted) });
    });
  });
  return router;
}

/** What somebody may watch now. Throws not_found, forbidden, view_expired, camera_away. */
async function askedFor(deps: ApiDeps, req: Request, res: Response): Promise<Omit<Watching, 'viewer'>> {
  const actor = actorOf(res);
  const { viewId, cameraId } = parsePart(params, req.params, 'path');
  const now = new Date(deps.clock.now());
  const view = await requireLiveView(deps.db, actor, viewId, now);
  const source = (await liveSources(deps.db, [cameraId], now)).get(cameraId);
  if (source?.roomId !== view.roomId) throw notFound();
  return { person: { id: actor.id, role: actor.role }, view, source };
}

async function overHttp({ live }: ApiDeps, res: Response, one: Watching): Promise<void> {
  if (res.closed) return;
  res.once('close', () => live.leave(one));
  const loss = await live.open(one);
  if (one.viewer.isOver) return;
  if (loss) throw cameraAway();
  res.set({ 'Content-Type': 'video/x-flv', 'Cache-Control': 'no-store' });
  live.join(one);
}

async function overWebSocket({ live }: ApiDeps, socket: WebSocket, one: Watching): Promise<void> {
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.once('close', () => live.leave(one));
  // What a browser's network does is no fault of ours; `close` follows.
  socket.on('error', () => {});
  const loss = await live.open(one);
  if (one.viewer.isOver) return;
  if (loss) one.viewer.lose(loss);
  else live.join(one);
}

function cameraAway() {
  return new AppError('camera_away', 'There is no live picture: the camera cannot be reached. Try again in a moment.');
}
