import { Router } from 'express';
import { requireMay } from '../../access/require-may.ts';
import { askEmergency, emergencyAudience, endEmergency, listOwnLooks } from '../../access/views/emergency-looks.ts';
import { emergencyRoutes as contract } from '../../contracts/access/emergency.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** What administrators ask to look at in an emergency. Others decide it where all requests are decided. */
export function emergencyRoutes(deps: ApiDeps): Router {
  const { db, clock } = deps;
  const router = Router();
  const now = () => new Date(clock.now());
  handle(router, contract.list, async ({ actor }) => {
    await requireMay(db, actor, 'record.ask_emergency', { kind: 'room' });
    return { items: await listOwnLooks(db, actor.id, now()) };
  });
  handle(router, contract.ask, async ({ actor, body }) => {
    await requireMay(db, actor, 'record.ask_emergency', { kind: 'room' }, body.roomId);
    const id = await askEmergency(db, actor, body, now());
    await tellOfEmergency(deps, id);
    return { id };
  });
  handle(router, contract.end, async ({ actor, params: { lookId } }) => {
    await requireMay(db, actor, 'record.end_emergency', { kind: 'room' }, lookId);
    await endEmergency(db, actor, lookId, now());
    await tellOfEmergency(deps, lookId);
    return undefined;
  });
  return router;
}

/** Those who list requests, and the administrator who asked, hear that something about a look has changed. */
export async function tellOfEmergency({ db, publish }: Pick<ApiDeps, 'db' | 'publish'>, id: string): Promise<void> {
  await publish({ kind: 'approval', id, version: 0 }, await emergencyAudience(db, id));
}
