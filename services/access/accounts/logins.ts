import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import type { Actor } from '../actor.ts';

/** Cookie logins: the browser holds 32 random bytes, the database only their SHA-256. */

const hourMs = 3_600_000;

/**
 * Holds an account as it was when its password was checked until the transaction ends; false when it was disabled or got
 * another password meanwhile. Such a change ends all logins, so none may begin behind its back.
 */
export async function holdAccount(tx: Tx, account: { id: string; passwordHash: string }): Promise<boolean> {
  const unchanged = await tx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', account.id)
    .where('password_hash', '=', account.passwordHash)
    .where('disabled_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return unchanged !== undefined;
}

/** Begins a login and returns what the cookie must hold. */
export async function beginLogin(
  db: Db,
  accountId: string,
  from: { address: string; userAgent: string },
  options: { now: Date; hours: number },
): Promise<{ token: string; loginId: string; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(options.now.getTime() + options.hours * hourMs);
  const { id } = await db
    .insertInto('logins')
    .values({
      token_hash: hashOf(token),
      account_id: accountId,
      expires_at: expiresAt,
      address: from.address,
      user_agent: from.userAgent.slice(0, 300),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { token, loginId: id, expiresAt };
}

/** The person whose cookie this is, while the login runs and the account is not disabled. */
export async function actorByToken(db: Db, token: string, address: string, now: Date): Promise<Actor | null> {
  const row = await db
    .selectFrom('logins as l')
    .innerJoin('accounts as a', 'a.id', 'l.account_id')
    .select(['a.id', 'a.login', 'a.name', 'a.role', 'l.id as loginId', 'l.last_seen_at'])
    .where('l.token_hash', '=', hashOf(token))
    .where('l.ended_at', 'is', null)
    .where('l.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const { last_seen_at: lastSeenAt, ...person } = row;
  if (now.getTime() - lastSeenAt.getTime() > 60_000) {
    await db.updateTable('logins').set({ last_seen_at: now }).where('id', '=', row.loginId).execute();
  }
  return { ...person, address };
}

/** Ends one login. */
export async function endLogin(db: Db, loginId: string): Promise<void> {
  await db
    .updateTable('logins')
    .set({ ended_at: sql`now()` })
    .where('id', '=', loginId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Ends all logins of an account and returns their ids. */
export async function endLoginsOf(db: Db, accountId: string): Promise<string[]> {
  const rows = await db
    .updateTable('logins')
    .set({ ended_at: sql`now()` })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
