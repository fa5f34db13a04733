import { Router } from 'express';
import type { Actor } from '../../access/actor.ts';
import { everyone } from '../../access/audience.ts';
import { mayPauseRoom } from '../../access/room-acts.ts';
import { sessionsInRoom } from '../../access/session-things.ts';
import { auditRefusal } from '../../access/views/refusal.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { roomRoutes as contract } from '../../contracts/recording/room.ts';
import { appendAudit } from '../../custody/audit.ts';
import { pauseRoom, resumeRoom } from '../../recording/cameras/stops.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** A room's recording is paused and goes on, with who and why on record. */
export function pauseRoutes(deps: ApiDeps): Router {
  const router = Router();
  handle(router, contract.pause, async ({ actor, params: { roomId }, body: { minutes, reason } }) => {
    await act(deps, actor, roomId, { name: 'room.pause', details: { minutes, reason } }, (tx) =>
      pauseRoom(tx, roomId, minutes, { reason, by: actor.id }),
    );
    return undefined;
  });
  handle(router, contract.resume, async ({ actor, params: { roomId } }) => {
    await act(deps, actor, roomId, { name: 'room.resume', details: {} }, (tx) => resumeRoom(tx, roomId, actor.id));
    return undefined;
  });
  return router;
}

/** Does it, where the person may, in one transaction with its audit row; tells everybody afterwards. */
async function act(
  { db, clock, publish }: ApiDeps,
  actor: Actor,
  roomId: string,
  { name, details }: { name: string; details: Record<string, unknown> },
  run: (tx: Tx) => Promise<string[]>,
) {
  const thing = { kind: 'room', id: roomId };
  await auditRefusal(db, actor, name, thing, async () => {
    const now = new Date(clock.now());
    const sessions = await sessionsInRoom(db, actor.id, roomId, { from: now, to: new Date(now.getTime() + 1) });
    if (!mayPauseRoom(actor, sessions))
      throw new AppError('forbidden', 'Only the officer of the session that runs here may do this now.');
  });
  const cameras = await db.transaction().execute(async (tx) => {
    await appendAudit(tx, { accountId: actor.id, address: actor.address, act: name, thing, details });
    return run(tx);
  });
  for (const id of cameras) await publish({ kind: 'camera', id, version: 0 }, everyone);
  await publish({ kind: 'room', id: roomId, version: 0 }, everyone);
}
