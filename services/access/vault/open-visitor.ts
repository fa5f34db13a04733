import { v7 as uuidv7 } from 'uuid';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import {
  type Identity,
  identity,
  type Opening,
  type OpeningReason,
  openingReason,
} from '../../contracts/access/visitor.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import type { Actor } from '../actor.ts';
import { auditRefusal } from '../views/refusal.ts';
import { seal, unseal, type VaultKey } from './vault-key.ts';
import { placeOf, requireVisitor, type VaultDeps } from './visitors.ts';

export interface OpeningRequest {
  reasonCode: OpeningReason;
  note: string;
}

const placeOfNote = (openingId: string) => `opening ${openingId}`;

/**
 * Opens one identity; that it was opened is written down in the same transaction. Throws not_found, forbidden,
 * session_destroyed, vault_key, vault_altered, and reason_needed when the reason itself says who it is.
 */
export async function openVisitor(deps: VaultDeps, actor: Actor, visitorId: string, request: OpeningRequest) {
  const { visitor } = await requireVisitor(deps.db, actor, visitorId, 'vault.open');
  const thing = { kind: 'session', id: visitor.sessionId };
  return auditRefusal(deps.db, actor, 'vault.open', thing, () =>
    deps.db.transaction().execute((tx) => showIdentity(tx, deps.vaultKey, actor, visitor, request)),
  );
}

/** Unseals the newest identity for somebody who may open it, and writes that down. Throws as openVisitor. */
export async function showIdentity(
  tx: Tx,
  vaultKey: VaultKey,
  actor: Actor,
  visitor: { id: string; code: string; sessionId: string },
  { approvalId, ...request }: OpeningRequest & { approvalId?: string },
) {
  await requireNotDestroyed(tx, visitor.sessionId);
  const { version, who } = await newestIdentity(tx, vaultKey, visitor.id);
  if (saysWho(request.note, who)) throw tellsWho();
  await insertOpening(tx, vaultKey, actor, { visitorId: visitor.id, version, approvalId, ...request });
  await appendAudit(tx, {
    ...{ accountId: actor.id, address: actor.address, act: 'vault.open' },
    thing: { kind: 'session', id: visitor.sessionId },
    details: {
      ...{ visitor: visitor.code, identityVersion: version, openingReason: request.reasonCode },
      ...(approvalId !== undefined && { approvalId, approved: true }),
    },
  });
  return { code: visitor.code, version, identity: who };
}

/** Who opened identities of a session, newest first. A note that another key sealed, or that was wiped, is null. */
export async function listOpenings({ db, vaultKey }: VaultDeps, sessionId: string): Promise<Opening[]> {
  const rows = await db
    .selectFrom('visitor_openings as o')
    .innerJoin('visitors as v', 'v.id', 'o.visitor_id')
    .innerJoin('accounts as a', 'a.id', 'o.account_id')
    .leftJoin('approvals as p', 'p.id', 'o.approval_id')
    .leftJoin('accounts as d', 'd.id', 'p.decided_by')
    .select(['o.id', 'v.code', 'a.id as personId', 'a.name', 'd.id as secondId', 'd.name as secondName'])
    .select(['o.reason_code', 'o.note_sealed', 'o.key_id', 'o.opened_at'])
    .where('v.session_id', '=', sessionId)
    .orderBy('o.id', 'desc')
    .execute();
  return rows.map(({ id, note_sealed: sealed, key_id, ...row }) => ({
    ...{ id, code: row.code, person: { id: row.personId, name: row.name } },
    reasonCode: openingReason.parse(row.reason_code),
    note: sealed && key_id === vaultKey.id ? unseal(vaultKey, { sealed, key_id }, placeOfNote(id)) : null,
    openedAt: row.opened_at.toISOString(),
    approvedBy: row.secondId === null ? null : { id: row.secondId, name: row.secondName ?? '' },
  }));
}

/** The newest version of who somebody is. Throws session_destroyed, vault_key, vault_altered. */
export async function newestIdentity(
  db: Db,
  key: VaultKey,
  visitorId: string,
): Promise<{ version: number; who: Identity }> {
  const { version, sealed, key_id } = await db
    .selectFrom('visitor_versions')
    .select(['version', 'sealed', 'key_id'])
    .where('visitor_id', '=', visitorId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  if (!sealed) throw new AppError('session_destroyed', 'This identity was wiped with the footage of its session.');
  return { version, who: identity.parse(JSON.parse(unseal(key, { sealed, key_id }, placeOf(visitorId, version)))) };
}

type NewOpening = OpeningRequest & { visitorId: string; version: number; approvalId: string | undefined };

async function insertOpening(
  db: Db,
  key: VaultKey,
  actor: Actor,
  { visitorId, version, approvalId, ...why }: NewOpening,
) {
  const id = uuidv7();
  const { sealed, key_id } = seal(key, why.note, placeOfNote(id));
  await db
    .insertInto('visitor_openings')
    .values({
      ...{ id, visitor_id: visitorId, version, account_id: actor.id, address: actor.address },
      ...{ reason_code: why.reasonCode, note_sealed: sealed, key_id, approval_id: approvalId ?? null },
    })
    .execute();
}

/** Whether a text holds the name, or the digits of the paper or telephone, however they are written. */
export function saysWho(text: string, { name, paper, telephone }: Identity): boolean {
  const letters = (one: string) => plainText(one).replace(/[^\p{L}\p{N}]/gu, '');
  const numbers = [paper, telephone].map(letters).filter((number) => number.length >= 6);
  return [letters(name), ...numbers].some((sign) => sign !== '' && letters(text).includes(sign));
}

/** A reason is refused that says who it is. */
export function tellsWho(): AppError {
  return new AppError('reason_needed', 'Say why without saying who: the reason is read by others.');
}
