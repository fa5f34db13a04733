import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import { notFound, refuseUnknown } from '../../access/views/refusal.ts';
import {
  askEvidence,
  listEvidence,
  listRequested,
  requestEvidence,
  requireTaking,
} from '../../casework/evidence/evidence.ts';
import { requireSession } from '../../casework/sessions/require-session.ts';
import { evidenceRoutes as contract, evidenceZipPath } from '../../contracts/custody/evidence.ts';
import { id } from '../../contracts/shape.ts';
import { appendAudit } from '../../custody/audit.ts';
import { filesOfFolder, folderById } from '../../custody/evidence-folders/evidence-folders.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';
import { evidenceZip } from './evidence-zip.ts';

const params = z.object({ folderId: id });

/** Evidence folders: ask for one, see what became of it, take it as a ZIP file. */
export function evidenceRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.list, async ({ actor, params: { sessionId } }) => {
    const session = await requireSession(db, actor, sessionId, 'session.ask_export');
    return { items: await listEvidence(db, actor, session), requested: await listRequested(db, sessionId) };
  });
  handle(router, contract.ask, async ({ actor, params: { sessionId }, body }) => {
    const folderId = await askEvidence(deps, actor, sessionId, body);
    const session = await requireSession(db, actor, sessionId, 'session.ask_export');
    const made = (await listEvidence(db, actor, session)).find((folder) => folder.id === folderId);
    if (!made) throw notFound();
    return made;
  });
  handle(router, contract.request, async ({ actor, params: { sessionId }, body }) => ({
    approvalId: await requestEvidence(deps, actor, sessionId, body),
  }));
  router.get(evidenceZipPath, async (req, res) => {
    const actor = actorOf(res);
    const { folderId } = parsePart(params, req.params, 'path');
    const unknown = { kind: 'evidence', id: folderId } as const;
    const folder = (await folderById(db, folderId)) ?? (await refuseUnknown(db, actor, 'session.export', unknown));
    await requireTaking(db, actor, folder);
    if (folder.state !== 'ready') throw notFound();
    const files = await filesOfFolder(db, folderId);
    const thing = { kind: 'session', id: folder.sessionId };
    await appendAudit(db, {
      accountId: actor.id,
      address: actor.address,
      act: 'evidence.take',
      thing,
      details: { folderId },
    });
    const day = folder.askedAt.toISOString().slice(0, 10);
    res.type('application/zip').attachment(`chung-cu-${day}-${folderId.slice(-8)}.zip`);
    await pipeline(evidenceZip(deps.bucket, files, deps.webDist), res);
  });
  return router;
}
