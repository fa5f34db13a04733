import { type Response, Router } from 'express';
import { z } from 'zod';
import { recordMediaLook } from '../../access/media-looks.ts';
import { notFound } from '../../access/views/refusal.ts';
import { unversioned } from '../../adapters/bucket/bucket.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { id } from '../../contracts/shape.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { parsePart } from '../register.ts';

const params = z.object({ clipId: id });

/**
 * GET /api/clips/:clipId/poster and /sprite, as JPEG. A picture is media: never of a protected session, only for those who may replay it,
 * and each person's look is written down once an hour.
 */
export function clipRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/clips/:clipId/poster', (req, res) => sendPicture(deps, req.params, res, 'poster_key'));
  router.get('/api/clips/:clipId/sprite', (req, res) => sendPicture(deps, req.params, res, 'sprite_key'));
  return router;
}

async function sendPicture(deps: ApiDeps, rawParams: unknown, res: Response, column: 'poster_key' | 'sprite_key') {
  const actor = actorOf(res);
  const { clipId } = parsePart(params, rawParams, 'path');
  const clip = await deps.db
    .selectFrom('clips')
    .select(['session_id as sessionId', `${column} as key`])
    .where('id', '=', clipId)
    .executeTakeFirst();
  if (!clip) throw notFound();
  await requireSession(deps.db, actor, clip.sessionId, 'session.poster');
  if (clip.key === null) throw notFound();
  const jpeg = await deps.derived.readAll({ key: clip.key, versionId: unversioned });
  await recordMediaLook(deps.db, actor, { kind: 'clip', id: clipId }, new Date(deps.clock.now()));
  res.type('image/jpeg').set('cache-control', 'no-store').send(jpeg);
}
