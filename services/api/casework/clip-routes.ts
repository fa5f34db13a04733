import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import type { SessionAct } from '../../access/may.ts';
import { recordMediaLook } from '../../access/media-looks.ts';
import { notFound, refuseUnknown } from '../../access/views/refusal.ts';
import { unversioned } from '../../adapters/bucket/bucket.ts';
import { clipProof } from '../../casework/clips/proof.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { clipProofRoutes, manifestPath } from '../../contracts/custody/clip-proof.ts';
import { id } from '../../contracts/shape.ts';
import { appendAudit } from '../../custody/audit.ts';
import { listManifests } from '../../custody/manifests.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';

const params = z.object({ clipId: id });

/**
 * GET /api/clips/:clipId/poster and /sprite, as JPEG. A picture is media: never of a protected session, only for those who may replay it,
 * and each person's look is written down once an hour. Beside them what proves a clip, and its manifests.
 */
export function clipRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/clips/:clipId/poster', (req, res) => sendPicture(deps, req.params, res, 'poster_key'));
  router.get('/api/clips/:clipId/sprite', (req, res) => sendPicture(deps, req.params, res, 'sprite_key'));
  handle(router, clipProofRoutes.get, async ({ actor, params: { clipId } }) => {
    await requireClip(deps, actor, clipId, 'session.see');
    return clipProof(deps.db, actor, clipId);
  });
  router.get(manifestPath, (req, res) => sendManifest(deps, req.params, res));
  return router;
}

/** Asks `may` for the session of a clip. Throws not_found, forbidden. */
async function requireClip({ db }: ApiDeps, actor: Actor, clipId: string, act: SessionAct) {
  const clip = await db
    .selectFrom('clips')
    .select(['session_id as sessionId', 'poster_key', 'sprite_key'])
    .where('id', '=', clipId)
    .executeTakeFirst();
  if (!clip) return refuseUnknown(db, actor, act, { kind: 'clip', id: clipId });
  await requireSession(db, actor, clip.sessionId, act);
  return clip;
}

const manifestParams = params.extend({ version: z.coerce.number().int().min(1).max(1_000_000) });

async function sendManifest(deps: ApiDeps, rawParams: unknown, res: Response) {
  const actor = actorOf(res);
  const { clipId, version } = parsePart(manifestParams, rawParams, 'path');
  await requireClip(deps, actor, clipId, 'session.see');
  const found = (await listManifests(deps.db, clipId)).find((one) => one.version === version);
  if (!found) throw notFound();
  const thing = { kind: 'clip', id: clipId };
  const { id: accountId, address } = actor;
  await appendAudit(deps.db, { accountId, address, act: 'clip.take_manifest', thing, details: { version } });
  const file = await deps.bucket.readAll({ key: found.key, versionId: found.version_id });
  res
    .type('application/json')
    .attachment(`ban-ke-${clipId.slice(-8)}-${version}.json`)
    .send(file);
}

async function sendPicture(deps: ApiDeps, rawParams: unknown, res: Response, column: 'poster_key' | 'sprite_key') {
  const actor = actorOf(res);
  const { clipId } = parsePart(params, rawParams, 'path');
  const { [column]: key } = await requireClip(deps, actor, clipId, 'session.poster');
  if (key === null) throw notFound();
  const jpeg = await deps.derived.readAll({ key, versionId: unversioned });
  await recordMediaLook(deps.db, actor, { kind: 'clip', id: clipId }, new Date(deps.clock.now()));
  res.type('image/jpeg').set('cache-control', 'no-store').send(jpeg);
}
