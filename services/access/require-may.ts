import type { Db } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';
import { appendAudit } from '../custody/audit.ts';
import type { Actor } from './actor.ts';
import { type Act, may, type Thing } from './may.ts';

/**
 * Asks `may` for a thing that the person sees or that hides nothing (a room, a camera, an account, a role's act); a no
 * is written to the audit log and thrown as `forbidden`.
 */
export async function requireMay(db: Db, actor: Actor, act: Act, thing: Thing, thingId = ''): Promise<void> {
  if (may(actor, act, thing)) return;
  await appendAudit(db, {
    accountId: actor.id,
    address: actor.address,
    act,
    thing: { kind: thing.kind, id: thingId },
    outcome: 'refused',
  });
  throw new AppError('forbidden', 'Your role does not include this. Ask the administrator if you need it.');
}
