import { type Response, Router } from 'express';
import { logIn } from '../../access/accounts/log-in.ts';
import { endLogin, type LoginFacts, type RunningLogin, setupOf } from '../../access/accounts/logins.ts';
import { accountRoutes as contract, type Me } from '../../contracts/access/account.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { ApiDeps } from '../api-deps.ts';
import { cookieName, loginOf } from '../auth.ts';
import { handle, parsePart } from '../register.ts';

/** Login, logout, who am I. */
export function loginRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
  const whoAsks = (res: Response) => loginOf(res).actor;
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
  handle(router, contract.me, async ({ actor, res }) => toMe(actor, loginOf(res)), whoAsks);
  return router;
}

/** The one endpoint that works without a login. */
function loginRoute(router: Router, deps: ApiDeps) {
  router.post(contract.login.path, async (req, res) => {
    const typed = parsePart(contract.login.body, req.body ?? {}, 'body');
    const from = { address: req.ip ?? '', userAgent: req.headers['user-agent'] ?? '' };
    const { account, ...begun } = await logIn(deps, { ...typed, ...from });
    setCookie(deps, res, begun);
    res.json(meOf(deps, { ...account, begunBy: 'password' }));
  });
}

/** The browser is logged in from now on. */
export function setCookie(
  deps: ApiDeps,
  res: Response,
  { token, expiresAt }: { token: string; expiresAt: Date },
): void {
  res.cookie(cookieName, token, { ...cookieOptions(deps), expires: expiresAt });
}

export function cookieOptions(deps: ApiDeps) {
  return { httpOnly: true, sameSite: 'strict', secure: deps.origin().startsWith('https:'), path: '/' } as const;
}

/** What a browser is told of its person. */
export function toMe(
  { id, login, name, role }: Pick<Me, 'id' | 'login' | 'name' | 'role'>,
  of: Pick<RunningLogin, 'setup' | 'begunBy'>,
): Me {
  return { id, login, name, role, setup: of.setup, viaOidc: of.begunBy !== 'password' };
}

/** The same of a login that has just begun. */
export function meOf({ totpRoles }: ApiDeps, account: LoginFacts & Pick<Me, 'id' | 'login' | 'name'>): Me {
  return toMe(account, { setup: setupOf(account, totpRoles), begunBy: account.begunBy });
}
