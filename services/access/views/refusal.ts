import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { ProblemCode } from '../../contracts/problem.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Actor } from '../actor.ts';

/** Runs `act`; when it is refused, that is written to the audit log before the refusal goes on. */
export async function auditRefusal<T>(
  db: Db,
  actor: Actor,
  act: string,
  thing: { kind: string; id: string },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError && refusals.has(error.code)) {
      const details = { code: error.code };
      await appendAudit(db, { accountId: actor.id, address: actor.address, act, thing, outcome: 'refused', details });
    }
    throw error;
  }
}

/**
 * There is no such thing. That is written to the log like a look for what must not be known to the person: who counts
 * entries must not find a difference. Throws not_found.
 */
export function refuseUnknown(
  db: Db,
  actor: Actor,
  act: string,
  thing: { kind: 'clip' | 'evidence' | 'hold' | 'destruction'; id: string },
): Promise<never> {
  return auditRefusal(db, actor, act, thing, () => Promise.reject(notFound()));
}

const refusals = new Set<ProblemCode>([
  ...(['not_found', 'forbidden', 'reason_needed', 'own_request', 'border_shared'] as const),
  ...(['vault_key', 'vault_altered'] as const),
]);

export function notFound() {
  return new AppError('not_found', 'There is nothing here.');
}

export function forbidden() {
  return new AppError('forbidden', 'Your role does not include looking at this footage.');
}
