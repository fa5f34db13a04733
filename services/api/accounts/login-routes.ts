import { Router } from 'express';
import { logIn } from '../../access/accounts/log-in.ts';
import { endLogin, setupOf } from '../../access/accounts/logins.ts';
import { accountRoutes as contract, type Me, type Setup } from '../../contracts/account.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { ApiDeps } from '../api-deps.ts';
import { cookieName, loginOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';

/** Login, logout, who am I. */
export function loginRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const whoAsks = (res: Parameters<typeof loginOf>[0]) => loginOf(res).actor;
  loginRoute(router, deps);
  handle(
    router,
    contract.logout,
    async ({ actor, res }) => {
      await db.transaction().execute(async (tx) => {
        await endLogin(tx, actor.id, actor.loginId);
        await appendAudit(tx, { accountId: actor.id, address: actor.address, act: 'logout' });
      });
      deps.endLogins([actor.loginId]);
      res.clearCookie(cookieName, cookieOptions(deps));
      return undefined;
    },
    whoAsks,
  );
  handle(router, contract.me, async ({ actor, res }) => toMe(actor, loginOf(res).setup), whoAsks);
  return router;
}

/** The one endpoint that works without a login. */
function loginRoute(router: Router, deps: ApiDeps) {
  router.post(contract.login.path, async (req, res) => {
    const typed = parsePart(contract.login.body, req.body ?? {}, 'body');
    const from = { address: req.ip ?? '', userAgent: req.headers['user-agent'] ?? '' };
    const { account, token, expiresAt } = await logIn(deps, { ...typed, ...from });
    res.cookie(cookieName, token, { ...cookieOptions(deps), expires: expiresAt });
    res.json(toMe(account, setupOf(account, deps.totpRoles)));
  });
}

function cookieOptions(deps: ApiDeps) {
  return { httpOnly: true, sameSite: 'strict', secure: deps.origin().startsWith('https:'), path: '/' } as const;
}

/** What a browser is told of its person. */
export function toMe({ id, login, name, role }: Omit<Me, 'setup'>, setup: Setup | null): Me {
  return { id, login, name, role, setup };
}
