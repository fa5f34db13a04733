import { Router } from 'express';
import {
  accountByPassword,
  accountIdOf,
  changeAccount,
  createAccount,
  listAccounts,
  listPeople,
} from '../access/accounts/accounts.ts';
import { beginLogin, endLogin, holdAccount } from '../access/accounts/logins.ts';
import { requireMay } from '../access/require-may.ts';
import type { Db } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';
import { type Account, accountRoutes as contract, type Me } from '../contracts/account.ts';
import { appendAudit } from '../custody/audit.ts';
import type { ApiDeps } from './api-deps.ts';
import { cookieName } from './auth.ts';
import { handle, parsePart } from './register.ts';

/** Login, logout, who am I, and the administrator's accounts. */
export function accountRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  loginRoute(router, deps);

  handle(router, contract.logout, async ({ actor, res }) => {
    await db.transaction().execute(async (tx) => {
      await endLogin(tx, actor.loginId);
      await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'logout' });
    });
    deps.endLogins([actor.loginId]);
    res.clearCookie(cookieName, cookieOptions(deps));
    return undefined;
  });
  handle(router, contract.me, async ({ actor }) => toMe(actor));
  handle(router, contract.people, async () => ({ items: await listPeople(db) }));
  handle(router, contract.accounts, async ({ actor }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' });
    return { items: await listAccounts(db) };
  });
  handle(router, contract.createAccount, async ({ actor, body }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' });
    return createAccount(db, actor, body);
  });
  handle(router, contract.changeAccount, async ({ actor, params, body }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' }, params.accountId);
    const { account, endedLogins } = await changeAccount(db, actor, params.accountId, body);
    deps.endLogins(endedLogins);
    return account;
  });
  return router;
}

/** The one endpoint that works without a login. */
function loginRoute(router: Router, deps: ApiDeps) {
  const { db } = deps;
  router.post(contract.login.path, async (req, res) => {
    const { login, password } = parsePart(contract.login.body, req.body ?? {}, 'body');
    const address = req.ip ?? '';
    const { account, begun } = await auditRefusedLogin(db, login, address, async () => {
      await deps.loginLimit.countTry(login, address);
      const account = await accountByPassword(db, login, password);
      if (!account) throw wrongLogin();
      const from = { address, userAgent: req.headers['user-agent'] ?? '' };
      const begun = await db.transaction().execute(async (tx) => {
        if (!(await holdAccount(tx, account))) throw wrongLogin();
        const made = await beginLogin(tx, account.id, from, {
          now: new Date(deps.clock.now()),
          hours: deps.loginHours,
        });
        await appendAudit(tx, { accountId: account.id, address, act: 'login' });
        return made;
      });
      return { account, begun };
    });
    await deps.loginLimit.forgive(login, address);
    res.cookie(cookieName, begun.token, { ...cookieOptions(deps), expires: begun.expiresAt });
    res.json(toMe(account));
  });
}

/** A refused login names the account it was for, if there is one; what was typed is never kept. */
async function auditRefusedLogin<T>(db: Db, login: string, address: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const accountId = await accountIdOf(db, login);
    await appendAudit(db, {
      accountId: null,
      address,
      act: 'login',
      outcome: 'refused',
      details: { code: error.code },
      ...(accountId === null ? {} : { thing: { kind: 'account', id: accountId } }),
    });
    throw error;
  }
}

function wrongLogin() {
  return new AppError(
    'wrong_login',
    'The login name or the password is wrong. Try again, or ask the administrator for a new password.',
  );
}

function cookieOptions(deps: ApiDeps) {
  return { httpOnly: true, sameSite: 'strict', secure: deps.origin().startsWith('https:'), path: '/' } as const;
}

function toMe({ id, login, name, role }: Pick<Account, 'id' | 'login' | 'name' | 'role'>): Me {
  return { id, login, name, role };
}
