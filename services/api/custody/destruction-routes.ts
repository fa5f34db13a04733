import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import { z } from 'zod';
import { requireMay } from '../../access/require-may.ts';
import { refuseUnknown } from '../../access/views/refusal.ts';
import { dueSessions } from '../../casework/destruction/due.ts';
import { proposeDestruction } from '../../casework/destruction/propose.ts';
import { listDestructions, listIdleExpiries, seesDestruction } from '../../casework/destruction/read-destructions.ts';
import {
  destructionRoutes as contract,
  destructionListPath,
  minutesPath,
} from '../../contracts/custody/destruction.ts';
import { id } from '../../contracts/shape.ts';
import { appendAudit } from '../../custody/audit.ts';
import { documentOf } from '../../custody/destruction/destructions.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';

const params = z.object({ destructionId: id, sessionId: id.optional() });

/** What may go at last: sessions whose time is over, lists of destruction with their minutes, what expired by itself. */
export function destructionsRoutes(deps: ApiDeps): Router {
  const { db, clock } = deps;
  const router = Router();
  const see = { kind: 'office' } as const;
  handle(router, contract.due, async ({ actor }) => {
    await requireMay(db, actor, 'destruction.list', see);
    return dueSessions(db, actor, new Date(clock.now()));
  });
  handle(router, contract.list, async ({ actor }) => {
    await requireMay(db, actor, 'destruction.list', see);
    return { items: await listDestructions(db, actor) };
  });
  handle(router, contract.propose, ({ actor, body }) => proposeDestruction(deps, actor, body));
  handle(router, contract.expired, async ({ actor }) => {
    await requireMay(db, actor, 'destruction.list', see);
    return { items: await listIdleExpiries(db) };
  });
  router.get(minutesPath, (req, res) => sendDocument(deps, req.params, res));
  router.get(destructionListPath, (req, res) => sendDocument(deps, req.params, res));
  return router;
}

async function sendDocument({ db, bucket }: ApiDeps, path: unknown, res: Response) {
  const actor = actorOf(res);
  const { destructionId, sessionId = null } = parsePart(params, path, 'path');
  await requireMay(db, actor, 'destruction.list', { kind: 'office' }, destructionId);
  const found = (await seesDestruction(db, actor, destructionId)) && (await documentOf(db, destructionId, sessionId));
  const thing = { kind: 'destruction', id: destructionId } as const;
  if (!found) return refuseUnknown(db, actor, 'destruction.take', thing);
  const { id: accountId, address } = actor;
  await appendAudit(db, { accountId, address, act: 'destruction.take', thing });
  const name = sessionId === null ? `bien-ban-${destructionId.slice(-8)}.pdf` : `danh-sach-${sessionId.slice(-8)}.json`;
  res.attachment(name).set('content-length', String(found.bytes));
  await pipeline(await bucket.read(found), res);
}
