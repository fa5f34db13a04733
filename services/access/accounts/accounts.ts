import { sql } from 'kysely';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Account, Person, Role } from '../../contracts/access/account.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Actor } from '../actor.ts';
import { endLoginsOf } from './logins.ts';
import { fitsPassword, hashPassword } from './password-hash.ts';
import { requireGoodPassword } from './password-rules.ts';
import { readableText } from './recovery-codes.ts';

/** Who makes a change: an administrator at the screen, or the command line (`null`). */
export interface ChangedBy {
  id: string | null;
  address?: string;
}

/** A new password people can read out and type: 12 letters in groups of four, 60 bits. */
export function freshPassword(): string {
  return readableText(3, 4);
}

export interface NewAccount {
  login: string;
  name: string;
  role: Role;
  password: string;
  /** For demo accounts and tests: the password need not be changed at the first login. */
  keepsPassword?: boolean;
}

/**
 * Makes an account, whose password must be changed at the first login. Throws already_exists when the login name is taken,
 * password_common, password_is_name.
 */
export async function createAccount(db: Database, by: ChangedBy, account: NewAccount): Promise<Account> {
  requireGoodPassword(account.password, account);
  const passwordHash = await hashPassword(account.password);
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('accounts')
      .values({
        login: account.login,
        name: account.name,
        name_plain: plainText(account.name),
        role: account.role,
        password_hash: passwordHash,
        must_change_password: account.keepsPassword !== true,
      })
      .onConflict((conflict) => conflict.column('login').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new AppError('already_exists', `The login name ${account.login} is taken: choose another.`);
    await appendAudit(tx, {
      ...auditOf(by),
      act: 'account.create',
      thing: { kind: 'account', id: row.id },
      details: { role: row.role },
    });
    return findAccount(tx, row.id);
  });
}

export interface AccountChange {
  name?: string | undefined;
  role?: Role | undefined;
  password?: string | undefined;
  disabled?: boolean | undefined;
}

/**
 * Changes an account. A new role, a new password or disabling ends its logins; their ids are returned, so that open
 * sockets can be closed at once. A password given here must be changed at the next login. Nobody changes their own role or
 * password here, or disables themselves.
 */
export async function changeAccount(db: Database, by: ChangedBy, accountId: string, change: AccountChange) {
  if (by.id === accountId && [change.role, change.disabled, change.password].some((part) => part !== undefined)) {
    throw new AppError(
      'forbidden',
      'Nobody changes their own role or disables themselves: ask another administrator. Your password: under My account.',
    );
  }
  const passwordHash = change.password === undefined ? undefined : await goodHash(db, accountId, change.password);
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('accounts')
      .set({
        ...(change.name === undefined ? {} : { name: change.name, name_plain: plainText(change.name) }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(passwordHash === undefined ? {} : { password_hash: passwordHash, must_change_password: true }),
        ...(change.disabled === undefined ? {} : { disabled_at: change.disabled ? new Date() : null }),
        login: (eb) => eb.ref('login'),
      })
      .where('id', '=', accountId)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw noSuchAccount();
    const isStale = change.role !== undefined || change.password !== undefined || change.disabled === true;
    const endedLogins = isStale ? await endLoginsOf(tx, accountId) : [];
    const details = { fields: Object.keys(change), role: change.role ?? null, disabled: change.disabled ?? null };
    await appendAudit(tx, {
      ...auditOf(by),
      act: 'account.change',
      thing: { kind: 'account', id: accountId },
      details,
    });
    return { account: await findAccount(tx, accountId), endedLogins };
  });
}

/** The hash of a new password for an account. Throws not_found, password_common, password_is_name. */
async function goodHash(db: Db, accountId: string, password: string): Promise<string> {
  const person = await db
    .selectFrom('accounts')
    .select(['login', 'name'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (!person) throw noSuchAccount();
  requireGoodPassword(password, person);
  return hashPassword(password);
}

/**
 * A person's own new password; their other logins end and their ids are returned. Throws wrong_password for a wrong present
 * one, password_same, password_common, password_is_name.
 */
export async function changeOwnPassword(
  db: Database,
  actor: Actor,
  { present, next }: { present: string; next: string },
) {
  const row = await db.selectFrom('accounts').selectAll().where('id', '=', actor.id).executeTakeFirstOrThrow();
  if (!(await fitsPassword(row.password_hash, present))) throw wrongPassword();
  if (present === next) throw new AppError('password_same', 'This is the present password: choose another.');
  requireGoodPassword(next, row);
  const passwordHash = await hashPassword(next);
  return db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('accounts')
      .set({ password_hash: passwordHash, must_change_password: false })
      .where('id', '=', actor.id)
      .where('password_hash', '=', row.password_hash)
      .returning('id')
      .executeTakeFirst();
    // Somebody else has given another password meanwhile.
    if (!changed) throw wrongPassword();
    const endedLogins = await endLoginsOf(tx, actor.id, { except: actor.loginId });
    const details = { ended: endedLogins.length };
    await appendAudit(tx, { ...auditOf(actor), act: 'account.password', details });
    return endedLogins;
  });
}

/** Whether this is the person's password. Throws wrong_password. */
export async function requireOwnPassword(db: Db, actor: Actor, password: string): Promise<void> {
  const { password_hash: known } = await db
    .selectFrom('accounts')
    .select('password_hash')
    .where('id', '=', actor.id)
    .executeTakeFirstOrThrow();
  if (!(await fitsPassword(known, password))) throw wrongPassword();
}

function wrongPassword() {
  return new AppError('wrong_password', 'The present password is wrong: nothing was changed.');
}

function noSuchAccount() {
  return new AppError('not_found', 'There is no such account.');
}

/** Accounts with their second factor, their binding to the provider and how many logins run. */
function accountRows(db: Db) {
  return db
    .selectFrom('accounts as a')
    .leftJoin('second_factors as f', 'f.account_id', 'a.id')
    .leftJoin('oidc_identities as o', 'o.account_id', 'a.id')
    .select(['a.id', 'a.login', 'a.name', 'a.role', 'a.created_at', 'a.disabled_at', 'a.must_change_password'])
    .select(['f.enrolled_at', 'o.bound_at'])
    .select((eb) =>
      eb
        .selectFrom('logins as l')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('l.account_id', '=', 'a.id')
        .where('l.ended_at', 'is', null)
        .where('l.expires_at', '>', sql<Date>`now()`)
        .as('open_logins'),
    );
}

export async function listAccounts(db: Db): Promise<Account[]> {
  return (await accountRows(db).orderBy('a.login').execute()).map(toAccount);
}

/** One account. Throws not_found. */
export async function findAccount(db: Db, accountId: string): Promise<Account> {
  const row = await accountRows(db).where('a.id', '=', accountId).executeTakeFirst();
  if (!row) throw noSuchAccount();
  return toAccount(row);
}

/** Colleagues who may log in, as others may name them. */
export async function listPeople(db: Db): Promise<Person[]> {
  return db
    .selectFrom('accounts')
    .select(['id', 'name', 'role'])
    .where('disabled_at', 'is', null)
    .orderBy('name')
    .execute();
}

/** A hash of 32 random bytes nobody kept: checking against it takes as long as against a real one. */
const decoyHash = '$argon2id$v=19$m=19456,t=2,p=1$Y7h8n3ZemYjoUGluiafB+Q$A/FlRwnLolfOryuC8rh6dd+6BcUjBZz8MSXuLW0CZd4';

/**
 * The account with this login name and password, with the hash the password fitted; null otherwise, in the same time
 * whichever of the two was wrong.
 */
export async function accountByPassword(db: Db, login: string, password: string) {
  const row = await db.selectFrom('accounts').selectAll().where('login', '=', login).executeTakeFirst();
  const matches = await fitsPassword(row?.password_hash ?? decoyHash, password);
  if (!row || !matches || row.disabled_at !== null) return null;
  const { id, name, role, password_hash: passwordHash, must_change_password: mustChangePassword } = row;
  return { id, login, name, role, passwordHash, mustChangePassword };
}

export async function accountIdOf(db: Db, login: string): Promise<string | null> {
  const row = await db.selectFrom('accounts').select('id').where('login', '=', login).executeTakeFirst();
  return row?.id ?? null;
}

type AccountRow = Awaited<ReturnType<ReturnType<typeof accountRows>['executeTakeFirstOrThrow']>>;

function toAccount(row: AccountRow): Account {
  const { id, login, name, role } = row;
  return {
    ...{ id, login, name, role },
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
    mustChangePassword: row.must_change_password,
    secondFactorAt: row.enrolled_at?.toISOString() ?? null,
    oidcBoundAt: row.bound_at?.toISOString() ?? null,
    openLogins: row.open_logins ?? 0,
  };
}

/** How the log names whoever made a change. */
export function auditOf(by: ChangedBy) {
  return { accountId: by.id, ...(by.address === undefined ? {} : { address: by.address }) };
}
