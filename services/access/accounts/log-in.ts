import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { appendAudit } from '../../custody/audit.ts';
import { accountByPassword, accountIdOf } from './accounts.ts';
import type { LoginLimit, Tried } from './login-limit.ts';
import { beginLogin, hasLoggedInFrom, holdAccount } from './logins.ts';
import { type FactorDeps, type FittingCode, findCode, readSecondFactor, spendCode } from './second-factor.ts';

export interface LogInDeps extends FactorDeps {
  loginLimit: LoginLimit;
  loginHours: number;
}

/** What somebody typed, and from where. */
export interface Attempt {
  login: string;
  password: string;
  /** Of the second factor, or a recovery code. */
  code?: string | undefined;
  address: string;
  userAgent: string;
}

type Known = NonNullable<Awaited<ReturnType<typeof accountByPassword>>>;

/** An id that no account has. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * Begins a login for a password and, where the account has a second factor, a code. A wrong password and a wrong code are
 * answered alike, after the same work. Every refusal is written down. Throws wrong_login, code_needed (the password was
 * right), too_many_logins.
 */
export async function logIn(deps: LogInDeps, attempt: Attempt) {
  const now = new Date(deps.clock.now());
  const { login, address } = attempt;
  return auditRefused(deps.db, { address, whose: () => accountIdOf(deps.db, login) }, async () => {
    const tried = { login, address, isKnownPlace: await hasLoggedInFrom(deps.db, login, address, now) };
    const { account, code } = await check(deps, attempt, tried);
    const begun = await deps.db.transaction().execute(async (tx) => {
      if (!(await isStillSo(tx, account, code))) throw wrongLogin();
      await appendAudit(tx, {
        ...{ accountId: account.id, address, act: 'login' },
        ...(code && { details: { factor: code.factor } }),
      });
      return beginLogin(tx, account.id, attempt, { now, hours: deps.loginHours });
    });
    await deps.loginLimit.forgive(tried);
    return { account: { ...account, hasFactor: code !== null }, ...begun };
  });
}

/** Counts the attempt, then looks at password and code. Whoever has both may pass while others' wrong tries make the name wait. */
async function check(
  deps: LogInDeps,
  attempt: Attempt,
  tried: Tried,
): Promise<{ account: Known; code: FittingCode | null }> {
  const { db, loginLimit } = deps;
  const wait = await loginLimit.countTry(tried);
  if (wait && (wait.isOfAddress || attempt.code === undefined)) throw wait.problem;
  const account = await accountByPassword(db, attempt.login, attempt.password);
  const code = attempt.code === undefined ? null : await findCode(deps, account?.id ?? nobody, attempt.code);
  const { enrolledAt } = await readSecondFactor(db, account?.id ?? nobody);
  if (!account) throw wait?.problem ?? wrongLogin();
  if (enrolledAt === null) {
    if (wait) throw wait.problem;
    return { account, code: null };
  }
  if (attempt.code === undefined) {
    await loginLimit.giveBack(tried);
    throw new AppError('code_needed', 'The password is right: now the code of the second factor.');
  }
  if (wait) await loginLimit.countCode(attempt.login);
  if (!code) throw wait?.problem ?? wrongLogin();
  return { account, code };
}

/** Password, account and second factor are as they were checked, and the code is used up now. */
async function isStillSo(tx: Tx, account: Known, code: FittingCode | null): Promise<boolean> {
  if (!(await holdAccount(tx, account))) return false;
  if (code) return spendCode(tx, account.id, code);
  return (await readSecondFactor(tx, account.id)).enrolledAt === null;
}

/** A try to log in, for the log. */
export interface Refusable {
  address: string;
  /** The account that it was for, if there is one. */
  whose: () => Promise<string | null>;
  details?: Record<string, string>;
}

/** Writes it down when a login is refused; what was typed is never kept. */
export async function auditRefused<T>(
  db: Db,
  { address, whose, details }: Refusable,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const accountId = await whose();
    await appendAudit(db, {
      accountId: null,
      address,
      act: 'login',
      outcome: 'refused',
      details: { ...details, code: error.code },
      ...(accountId === null ? {} : { thing: { kind: 'account', id: accountId } }),
    });
    throw error;
  }
}

function wrongLogin() {
  return new AppError(
    'wrong_login',
    'The login name, the password or the code is wrong. Try again, or ask the administrator for a new password.',
  );
}
