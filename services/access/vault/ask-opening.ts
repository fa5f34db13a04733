import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import type { Actor } from '../actor.ts';
import { type Asked, askApproval, requireNotAsked } from '../approvals/approvals.ts';
import { auditRefusal } from '../views/refusal.ts';
import { newestIdentity, type OpeningRequest, saysWho, showIdentity, tellsWho } from './open-visitor.ts';
import { takeGranted } from './opening-requests.ts';
import { requireVisitor, type VaultDeps } from './visitors.ts';

/** So often may a person ask about one visitor in a day: a refused reason tells that a name was right. */
const mostAsked = 3;

/**
 * Asks to open the identity of one visitor of whose session the person knows by role only: another who knows of it must
 * approve. Throws not_found, forbidden, session_destroyed, already_exists while one waits, asked_too_often, and
 * reason_needed when the reason itself says who it is. Returns the id of the request.
 */
export async function askOpening(deps: VaultDeps, actor: Actor, visitorId: string, request: OpeningRequest) {
  const { visitor } = await requireVisitor(deps.db, actor, visitorId, 'vault.ask');
  const { sessionId } = visitor;
  const entry = {
    ...{ accountId: actor.id, address: actor.address, act: 'vault.ask', thing: { kind: 'session', id: sessionId } },
    details: { visitor: visitor.code, openingReason: request.reasonCode },
  };
  const approvalId = await deps.db.transaction().execute(async (tx) => {
    await requireNotDestroyed(tx, sessionId);
    await requireSeldom(tx, actor, visitor);
    await requireNotAsked(tx, 'vault.open', visitorId);
    const { who } = await newestIdentity(tx, deps.vaultKey, visitorId);
    const isRefused = saysWho(request.note, who);
    // Written down in any case: each is a guess of the name, and counts.
    await appendAudit(tx, isRefused ? { ...entry, outcome: 'refused' } : entry);
    if (isRefused) return null;
    const thing = { kind: 'visitor', id: visitorId };
    const asked = { act: 'vault.open' as const, thing, about: { sessionId }, reason: request.note };
    return askApproval(tx, actor, { ...asked, reasonCode: request.reasonCode });
  });
  if (approvalId === null) throw tellsWho();
  return { approvalId, sessionId };
}

/** Somebody may open an identity: that is all an approval does. Throws session_destroyed. */
export async function carryOutAsked(tx: Tx, { about }: Asked): Promise<void> {
  if (!('sessionId' in about)) throw new RangeError('a visitor is of a session');
  await requireNotDestroyed(tx, about.sessionId);
}

/**
 * Opens the one identity that was asked for and approved, once. Throws not_found, forbidden, not_approved,
 * session_destroyed, vault_key, vault_altered.
 */
export async function openApproved(deps: VaultDeps, actor: Actor, visitorId: string) {
  const { visitor } = await requireVisitor(deps.db, actor, visitorId, 'vault.ask');
  const thing = { kind: 'session', id: visitor.sessionId };
  return auditRefusal(deps.db, actor, 'vault.open', thing, () =>
    deps.db.transaction().execute(async (tx) => {
      const granted = await takeGranted(tx, actor.id, visitorId);
      return { ...(await showIdentity(tx, deps.vaultKey, actor, visitor, granted)), sessionId: visitor.sessionId };
    }),
  );
}

async function requireSeldom(tx: Db, actor: Actor, { code, sessionId }: { code: string; sessionId: string }) {
  await tx.selectFrom('accounts').select('id').where('id', '=', actor.id).forUpdate().execute();
  const { count } = await tx
    .selectFrom('audit_log')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('thing_kind', '=', 'session')
    .where('thing_id', '=', sessionId)
    .where('account_id', '=', actor.id)
    .where('act', '=', 'vault.ask')
    .where(sql`details->>'visitor'`, '=', code)
    .where('at', '>', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirstOrThrow();
  if (count >= mostAsked)
    throw new AppError('asked_too_often', 'You asked about this visitor three times in a day: try again tomorrow.');
}
