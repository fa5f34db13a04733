import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Account, Person, Role } from '../../contracts/account.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { appendAudit } from '../../custody/audit.ts';
import { endLoginsOf } from './logins.ts';

/** Who makes a change: an administrator at the screen, or the command line (`null`). */
export interface ChangedBy {
  id: string | null;
  address?: string;
}

/** Parameters of OWASP's first choice for argon2id: 19 MiB, 2 passes. */
const argon2id = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** 32 letters and digits that cannot be mistaken for one another. */
const passwordLetters = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new password people can read out and type: 12 letters in groups of four, 60 bits. */
export function freshPassword(): string {
  const text = [...randomBytes(12)].map((byte) => passwordLetters[byte % passwordLetters.length]).join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

export interface NewAccount {
  login: string;
  name: string;
  role: Role;
  password: string;
}

/** Makes an account. Throws already_exists when the login name is taken. */
export async function createAccount(db: Database, by: ChangedBy, account: NewAccount): Promise<Account> {
  const passwordHash = await hash(account.password, argon2id);
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .insertInto('accounts')
      .values({
        login: account.login,
        name: account.name,
        name_plain: plainText(account.name),
        role: account.role,
        password_hash: passwordHash,
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
    return toAccount(row);
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
 * sockets can be closed at once. Nobody changes their own role or disables themselves.
 */
export async function changeAccount(db: Database, by: ChangedBy, accountId: string, change: AccountChange) {
  if (by.id === accountId && (change.role !== undefined || change.disabled !== undefined)) {
    throw new AppError('forbidden', 'Nobody changes their own role or disables themselves: ask another administrator.');
  }
  const passwordHash = change.password === undefined ? undefined : await hash(change.password, argon2id);
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('accounts')
      .set({
        ...(change.name === undefined ? {} : { name: change.name, name_plain: plainText(change.name) }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(passwordHash === undefined ? {} : { password_hash: passwordHash }),
        ...(change.disabled === undefined ? {} : { disabled_at: change.disabled ? new Date() : null }),
        login: (eb) => eb.ref('login'),
      })
      .where('id', '=', accountId)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no such account.');
    const isStale = change.role !== undefined || change.password !== undefined || change.disabled === true;
    const endedLogins = isStale ? await endLoginsOf(tx, accountId) : [];
    const details = { fields: Object.keys(change), role: change.role ?? null, disabled: change.disabled ?? null };
    await appendAudit(tx, {
      ...auditOf(by),
      act: 'account.change',
      thing: { kind: 'account', id: accountId },
      details,
    });
    return { account: toAccount(row), endedLogins };
  });
}

export async function listAccounts(db: Db): Promise<Account[]> {
  return (await db.selectFrom('accounts').selectAll().orderBy('login').execute()).map(toAccount);
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
  const matches = await verify(row?.password_hash ?? decoyHash, password);
  return row && matches && row.disabled_at === null ? { ...toAccount(row), passwordHash: row.password_hash } : null;
}

export async function accountIdOf(db: Db, login: string): Promise<string | null> {
  const row = await db.selectFrom('accounts').select('id').where('login', '=', login).executeTakeFirst();
  return row?.id ?? null;
}

interface AccountRow {
  id: string;
  login: string;
  name: string;
  role: Role;
  created_at: Date;
  disabled_at: Date | null;
}

function toAccount(row: AccountRow): Account {
  const { id, login, name, role } = row;
  return {
    id,
    login,
    name,
    role,
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
  };
}

function auditOf(by: ChangedBy) {
  return { accountId: by.id, ...(by.address === undefined ? {} : { address: by.address }) };
}
