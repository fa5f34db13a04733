import { randomInt } from 'node:crypto';
import type { Database, Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Identity, Visitor } from '../../contracts/access/visitor.ts';
import { appendAudit } from '../../custody/audit.ts';
import { requireNotDestroyed } from '../../custody/destruction/destructions.ts';
import type { Actor } from '../actor.ts';
import { may, type SessionAct } from '../may.ts';
import { type SessionThing, sessionThing } from '../session-things.ts';
import { auditRefusal, forbidden, notFound } from '../views/refusal.ts';
import { openingRequests } from './opening-requests.ts';
import { seal, type VaultKey } from './vault-key.ts';

export interface VaultDeps {
  db: Database;
  vaultKey: VaultKey;
}

/** Where a version of an identity lies: it opens nowhere else. */
export const placeOf = (visitorId: string, version: number) => `visitor ${visitorId} ${version}`;

/** Visitors of a session by their codes, in the order they were written, with what was asked about them. Throws not_found. */
export async function listVisitors(db: Db, actor: Actor, sessionId: string) {
  const session = await requireStanding(db, actor, sessionId, 'session.see');
  const requests = await openingRequests(db, actor.id, sessionId);
  const visitors = await visitorsWhere(db, 'session_id', sessionId);
  return {
    items: visitors.map((visitor) => ({ ...visitor, request: requests.get(visitor.id) ?? null })),
    mayOpen: may(actor, 'vault.open', session),
    mayAsk: may(actor, 'vault.ask', session),
  };
}

/** Seals who somebody is and gives them a code. Throws not_found, forbidden, session_destroyed. */
export async function addVisitor(deps: VaultDeps, actor: Actor, sessionId: string, who: Identity): Promise<Visitor> {
  await requireStanding(deps.db, actor, sessionId, 'vault.write');
  return deps.db.transaction().execute(async (tx) => {
    await holdSession(tx, sessionId);
    const added = await insertWithCode(tx, sessionId);
    await writeVersion(tx, deps.vaultKey, actor, { visitor: { ...added, sessionId }, version: 1, who });
    return oneVisitor(tx, added.id);
  });
}

/**
 * Seals a corrected identity; the one before stays beside it. Throws not_found, forbidden, session_destroyed, and
 * changed_meanwhile when `version` is not the newest.
 */
export async function correctVisitor(
  deps: VaultDeps,
  actor: Actor,
  visitorId: string,
  { version, ...who }: Identity & { version: number },
): Promise<Visitor & { sessionId: string }> {
  const { visitor } = await requireVisitor(deps.db, actor, visitorId, 'vault.write');
  return deps.db.transaction().execute(async (tx) => {
    await holdSession(tx, visitor.sessionId);
    const { version: newest } = await oneVisitor(tx, visitorId);
    if (newest !== version) throw changedMeanwhile();
    await writeVersion(tx, deps.vaultKey, actor, { visitor, version: version + 1, who });
    return { ...(await oneVisitor(tx, visitorId)), sessionId: visitor.sessionId };
  });
}

/** A visitor whose session the person sees, and may do this with. Throws not_found, also where there is none, and forbidden. */
export async function requireVisitor(db: Db, actor: Actor, visitorId: string, act: SessionAct) {
  const row = await db
    .selectFrom('visitors')
    .select(['id', 'code', 'session_id as sessionId'])
    .where('id', '=', visitorId)
    .executeTakeFirst();
  // Without a visitor the same is asked about a session that is not there: both take the same way and time.
  const session = await requireStanding(db, actor, row?.sessionId ?? visitorId, act);
  if (!row) throw notFound();
  return { visitor: row, session };
}

function requireStanding(db: Db, actor: Actor, sessionId: string, act: SessionAct): Promise<SessionThing> {
  return auditRefusal(db, actor, act, { kind: 'session', id: sessionId }, async () => {
    const session = await sessionThing(db, actor.id, sessionId);
    if (!session || !may(actor, 'session.see', session)) throw notFound();
    if (!may(actor, act, session)) throw forbidden();
    return session;
  });
}

/** The session cannot be taken for destruction meanwhile, and was not before. */
async function holdSession(tx: Tx, sessionId: string) {
  await tx.selectFrom('sessions').select('id').where('id', '=', sessionId).forShare().execute();
  await requireNotDestroyed(tx, sessionId);
}

/** No letter or digit that is mistaken for another when it is read aloud or written by hand. */
const letters = 'ABCDEFGHKMNPRSTUVXY';

/** More digits when those drawn were taken again and again: the office has grown. */
async function insertWithCode(tx: Tx, sessionId: string): Promise<{ id: string; code: string }> {
  for (let tries = 0; ; tries++) {
    const digits = Math.min(4 + Math.floor(tries / 4), 8);
    const code = `${letters[randomInt(letters.length)]}${String(randomInt(10 ** digits)).padStart(digits, '0')}`;
    const row = await tx
      .insertInto('visitors')
      .values({ session_id: sessionId, code })
      .onConflict((conflict) => conflict.column('code').doNothing())
      .returning(['id', 'code'])
      .executeTakeFirst();
    if (row) return row;
  }
}

interface Writing {
  visitor: { id: string; code: string; sessionId: string };
  version: number;
  who: Identity;
}

async function writeVersion(tx: Tx, key: VaultKey, actor: Actor, { visitor, version, who }: Writing) {
  const written = await tx
    .insertInto('visitor_versions')
    .values({
      ...{ visitor_id: visitor.id, version, written_by: actor.id },
      ...seal(key, JSON.stringify(who), placeOf(visitor.id, version)),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  if (!written) throw changedMeanwhile();
  await appendAudit(tx, {
    ...{ accountId: actor.id, address: actor.address, act: 'vault.write' },
    thing: { kind: 'session', id: visitor.sessionId },
    details: { visitor: visitor.code, identityVersion: version },
  });
}

async function oneVisitor(db: Db, visitorId: string): Promise<Visitor> {
  const [visitor] = await visitorsWhere(db, 'id', visitorId);
  if (!visitor) throw notFound();
  return visitor;
}

async function visitorsWhere(db: Db, column: 'id' | 'session_id', id: string): Promise<Visitor[]> {
  const rows = await db
    .selectFrom('visitors as v')
    .innerJoin('visitor_versions as n', 'n.visitor_id', 'v.id')
    .distinctOn('v.id')
    .select(['v.id', 'v.code', 'n.version', 'v.added_at', 'n.written_at', 'v.wiped_at'])
    .where(`v.${column}`, '=', id)
    .orderBy('v.id')
    .orderBy('n.version', 'desc')
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, code: row.code, version: row.version },
    addedAt: row.added_at.toISOString(),
    writtenAt: row.written_at.toISOString(),
    wipedAt: row.wiped_at?.toISOString() ?? null,
  }));
}

function changedMeanwhile() {
  return new AppError('changed_meanwhile', 'Somebody corrected this identity meanwhile: open it again.');
}
