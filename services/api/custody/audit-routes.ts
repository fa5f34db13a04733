import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { listAudit } from '../../access/log/audit-log.ts';
import { requireMay } from '../../access/require-may.ts';
import { writePdfAside } from '../../adapters/pdf/write-pdf-aside.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import {
  type AuditFilter,
  auditCsvPath,
  auditFileQuery,
  auditPdfPath,
  auditRoutes as contract,
} from '../../contracts/custody/audit-log.ts';
import { storeRoutes } from '../../contracts/custody/store.ts';
import { appendAudit } from '../../custody/audit.ts';
import { sealState } from '../../custody/audit-seal/seal-state.ts';
import { storeState } from '../../custody/store-watch/store-checks.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';
import { auditCsv } from './audit-csv.ts';
import { readTrail, trailDocument } from './audit-pdf.ts';

/** Reading the audit log, which is written into it, and how the store behind all stands. */
export function auditRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  handle(router, contract.seal, () => sealState(db, deps.tsaUrl));
  handle(router, storeRoutes.state, async ({ actor }) => {
    await requireMay(db, actor, 'store.see', { kind: 'office' });
    return storeState(db);
  });
  handle(router, contract.list, async ({ actor, query: { cursor, limit, ...filter } }) => {
    await requireMay(db, actor, 'audit.read', { kind: 'office' });
    // Every page: whoever makes up a cursor reads too.
    await noteLook(db, actor, 'audit.read', filter);
    return listAudit(deps, actor, filter, { cursor, limit });
  });
  router.get(auditCsvPath, async (req, res) => {
    const actor = actorOf(res);
    const { lang, ...filter } = parsePart(auditFileQuery, req.query, 'query');
    await requireMay(db, actor, 'audit.read', { kind: 'office' });
    await noteLook(db, actor, 'audit.export', filter, { format: 'csv' });
    res.type('text/csv; charset=utf-8').attachment('nhat-ky.csv');
    await pipeline(auditCsv(deps, actor, filter, lang), res);
  });
  router.get(auditPdfPath, async (req, res) => {
    const actor = actorOf(res);
    const { lang, ...filter } = parsePart(auditFileQuery, req.query, 'query');
    await requireMay(db, actor, 'audit.read', { kind: 'office' });
    const trail = await readTrail(deps, actor, filter, lang);
    await noteLook(db, actor, 'audit.export', filter, { format: 'pdf' });
    const made = { by: actor.name, at: deps.clock.now() };
    const pdf = await writePdfAside(trailDocument(trail, await sealState(db, deps.tsaUrl), made, lang));
    res.type('application/pdf').attachment('nhat-ky.pdf').send(pdf);
  });
  return router;
}

async function noteLook(
  db: Db,
  actor: Actor,
  act: 'audit.read' | 'audit.export',
  filter: AuditFilter,
  file: { format?: 'csv' | 'pdf' } = {},
) {
  const { id: accountId, address } = actor;
  await appendAudit(db, { accountId, address, act, details: { ...filter, ...file } });
}
