import { parseCookie } from 'cookie';
import { type Request, type Response, Router } from 'express';
import { flowMs } from '../../access/accounts/oidc/flows.ts';
import { comeBackFromProvider, giveCode, goToProvider } from '../../access/accounts/oidc/log-in-by-oidc.ts';
import { AppError } from '../../app-error.ts';
import { accountRoutes as contract, oidcCallbackPath, oidcPath } from '../../contracts/access/account.ts';
import type { ProblemCode } from '../../contracts/problem.ts';
import type { ApiDeps } from '../api-deps.ts';
import { parsePart } from '../register.ts';
import { cookieOptions, meOf, setCookie } from './login-routes.ts';

/** What a browser holds between its way to the provider and its login; never longer than `flowMs`. */
const flowCookie = 'minhchung_oidc';

/** Login through the office's OpenID Connect provider; where none is set, nothing is here but a word that says so. */
export function oidcRoutes(deps: ApiDeps): Router {
  const router = Router();
  const redirectUri = () => new URL(oidcCallbackPath, deps.origin());
  router.get(contract.waysIn.path, (_req, res) => {
    res.json({ oidc: deps.oidc && { name: deps.oidc.name } });
  });
  router.get(oidcPath, async (req, res) => {
    await orToLoginPage(res, async () => {
      const { address, browser } = await goToProvider(withProvider(deps), redirectUri().href, req.ip ?? '');
      keepFlow(deps, res, browser);
      return address;
    });
  });
  router.get(oidcCallbackPath, async (req, res) => {
    await orToLoginPage(res, async () => {
      const cameBackTo = redirectUri();
      cameBackTo.search = req.originalUrl.split('?').slice(1).join('?');
      const back = await comeBackFromProvider(withProvider(deps), { ...from(req), cameBackTo });
      if ('halfLogin' in back) {
        keepFlow(deps, res, back.halfLogin);
        return loginPage('code_needed');
      }
      endFlow(deps, res);
      setCookie(deps, res, back);
      return '/';
    });
  });
  router.post(contract.oidcCode.path, async (req, res) => {
    const { code } = parsePart(contract.oidcCode.body, req.body ?? {}, 'body');
    const { account, ...begun } = await giveCode(withProvider(deps), { ...from(req), code });
    endFlow(deps, res);
    setCookie(deps, res, begun);
    res.json(meOf(deps, account));
  });
  return router;
}

/** Where no provider is set these addresses do not exist. */
function withProvider(deps: ApiDeps) {
  const { oidc } = deps;
  if (!oidc) throw new AppError('not_found', 'There is nothing here.');
  return { ...deps, oidc };
}

function from(req: Request) {
  const browser = parseCookie(req.headers.cookie ?? '')[flowCookie] ?? '';
  return { address: req.ip ?? '', userAgent: req.headers['user-agent'] ?? '', browser };
}

/** A person cannot read JSON: a refused login lands on the login page, which has the words for the code. */
async function orToLoginPage(res: Response, run: () => Promise<string>) {
  const address = await run().catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'not_found') return loginPage(error.code);
    throw error;
  });
  res.status(302).location(address).end();
}

/** Behind the `#`, so that it stands in no log. */
const loginPage = (code: ProblemCode) => `/#login=${code}`;

/** Lax: the browser comes back by an address of the provider's. */
const flowOptions = (deps: ApiDeps) => ({ ...cookieOptions(deps), sameSite: 'lax', path: oidcPath }) as const;

function keepFlow(deps: ApiDeps, res: Response, browser: string) {
  res.cookie(flowCookie, browser, { ...flowOptions(deps), maxAge: flowMs });
}

function endFlow(deps: ApiDeps, res: Response) {
  res.clearCookie(flowCookie, flowOptions(deps));
}
