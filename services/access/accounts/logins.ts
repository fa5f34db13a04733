import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import type { Role, Setup } from '../../contracts/access/account.ts';
import type { Actor } from '../actor.ts';

/** Cookie logins: the browser holds 32 random bytes, the database only their SHA-256. */

/** What proved who it is: a password of ours; the provider; the provider, which had two factors. */
export type BegunBy = 'password' | 'oidc' | 'oidc_two_factors';

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
  options: { now: Date; hours: number; begunBy?: BegunBy },
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
      begun_by: options.begunBy ?? 'password',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { token, loginId: id, expiresAt };
}

/** A login that runs: who, and what they must do before anything else. */
export interface RunningLogin {
  actor: Actor;
  setup: Setup | null;
  begunBy: BegunBy;
}

/** The login whose cookie this is, while it runs and the account is not disabled. `totpRoles` must have a second factor. */
export async function loginByToken(
  db: Db,
  token: string,
  from: { address: string; now: Date; totpRoles: readonly Role[] },
): Promise<RunningLogin | null> {
  const { address, now, totpRoles } = from;
  const row = await db
    .selectFrom('logins as l')
    .innerJoin('accounts as a', 'a.id', 'l.account_id')
    .leftJoin('second_factors as f', 'f.account_id', 'a.id')
    .select(['a.id', 'a.login', 'a.name', 'a.role', 'l.id as loginId', 'l.last_seen_at', 'l.begun_by'])
    .select(['a.must_change_password', 'f.enrolled_at'])
    .where('l.token_hash', '=', hashOf(token))
    .where('l.ended_at', 'is', null)
    .where('l.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const { id, login, name, role, loginId, last_seen_at: lastSeenAt } = row;
  if (now.getTime() - lastSeenAt.getTime() > 60_000) {
    await db.updateTable('logins').set({ last_seen_at: now }).where('id', '=', loginId).execute();
  }
  const { must_change_password: mustChangePassword, enrolled_at: enrolledAt, begun_by: begunBy } = row;
  const setup = setupOf({ role, mustChangePassword, hasFactor: enrolledAt !== null, begunBy }, totpRoles);
  return { actor: { id, login, name, role, loginId, address }, setup, begunBy };
}

/** What is told of a login for `setupOf`. */
export interface LoginFacts {
  role: Role;
  mustChangePassword: boolean;
  hasFactor: boolean;
  begunBy: BegunBy;
}

/**
 * What a person must do before anything else: first a password of their own, where the login began with one that somebody
 * else gave; then the second factor that `totpRoles` must have, where the provider had none.
 */
export function setupOf(login: LoginFacts, totpRoles: readonly Role[]): Setup | null {
  if (login.mustChangePassword && login.begunBy === 'password') return 'password';
  if (login.hasFactor || login.begunBy === 'oidc_two_factors') return null;
  return totpRoles.includes(login.role) ? 'second_factor' : null;
}

/** Which of these logins run no longer, also when the command line ended them. */
export async function loginsOver(db: Db, loginIds: readonly string[], now: Date): Promise<string[]> {
  if (loginIds.length === 0) return [];
  const running = await db
    .selectFrom('logins as l')
    .innerJoin('accounts as a', 'a.id', 'l.account_id')
    .select('l.id')
    .where('l.id', 'in', loginIds)
    .where('l.ended_at', 'is', null)
    .where('l.expires_at', '>', now)
    .where('a.disabled_at', 'is', null)
    .execute();
  const ids = new Set(running.map(({ id }) => id));
  return loginIds.filter((id) => !ids.has(id));
}

/** How long an address counts as one where the account was logged in. */
const knownForMs = 30 * 24 * hourMs;

/** Whether the account was logged in from this address lately. */
export async function hasLoggedInFrom(db: Db, login: string, address: string, now: Date): Promise<boolean> {
  const found = await db
    .selectFrom('logins as l')
    .innerJoin('accounts as a', 'a.id', 'l.account_id')
    .select('l.id')
    .where('a.login', '=', login)
    .where('l.address', '=', address)
    .where('l.created_at', '>', new Date(now.getTime() - knownForMs))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** Addresses from which the account was logged in lately. */
export async function knownAddresses(db: Db, accountId: string, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('logins')
    .select('address')
    .distinct()
    .where('account_id', '=', accountId)
    .where('created_at', '>', new Date(now.getTime() - knownForMs))
    .execute();
  return rows.map(({ address }) => address);
}

/** The logins of an account that run, the newest first. */
export async function runningLogins(db: Db, accountId: string, now: Date) {
  return db
    .selectFrom('logins')
    .select(['id', 'created_at', 'last_seen_at', 'address', 'user_agent'])
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute();
}

/** Ends one login of an account. Tells whether there was such a one. */
export async function endLogin(db: Db, accountId: string, loginId: string): Promise<boolean> {
  const ended = await db
    .updateTable('logins')
    .set({ ended_at: sql`now()` })
    .where('id', '=', loginId)
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

/** Ends all logins of an account, half ones too, but for one where that is asked for, and returns their ids. */
export async function endLoginsOf(db: Db, accountId: string, { except }: { except?: string } = {}): Promise<string[]> {
  await db.deleteFrom('oidc_half_logins').where('account_id', '=', accountId).execute();
  const rows = await db
    .updateTable('logins')
    .set({ ended_at: sql`now()` })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** What is kept of a browser's cookie. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
