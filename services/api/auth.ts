import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseCookie } from 'cookie';
import type { RequestHandler, Response } from 'express';
import { loginByToken, type RunningLogin } from '../access/accounts/logins.ts';
import type { Actor } from '../access/actor.ts';
import type { Db } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';
import type { Role } from '../contracts/access/account.ts';
import type { OpenAnswers } from './accounts/open-answers.ts';

/** The origin browsers use: the one set, else where the api listens. */
export function ownOrigin(server: Server, config: { PUBLIC_ORIGIN: string; API_HOST: string; API_PORT: number }) {
  const port = (server.address() as AddressInfo | null)?.port ?? config.API_PORT;
  return config.PUBLIC_ORIGIN || `http://${config.API_HOST}:${port}`;
}

export const cookieName = 'minhchung';

/** What the routes need to know whose request it is. */
export interface AuthDeps {
  db: Db;
  clock: Clock;
  /** Roles whose people must have a second factor. */
  totpRoles: readonly Role[];
}

/**
 * The login whose cookie came with the request is kept in `res.locals`; routes ask for it with `actorOf`. What a login
 * reads can be cut when the login ends.
 */
export function rememberActor(deps: AuthDeps & { openAnswers: OpenAnswers }): RequestHandler {
  return async (req, res, next) => {
    const login = await loginByCookie(deps, req.headers.cookie, req.ip ?? '');
    res.locals.login = login;
    if (login && readMethods.has(req.method)) deps.openAnswers.add(login.actor.loginId, res);
    next();
  };
}

/** Which login this request came with; null when it is nobody's. */
export function loginIdOf(res: Response): string | null {
  const login: RunningLogin | null = res.locals.login ?? null;
  return login?.actor.loginId ?? null;
}

/** The login of this request, whatever is still asked for. Throws not_logged_in. */
export function loginOf(res: Response): RunningLogin {
  const login: RunningLogin | null = res.locals.login ?? null;
  if (!login) throw new AppError('not_logged_in', 'Log in first: you are not logged in, or your login has ended.');
  return login;
}

/** The person of this request. Throws not_logged_in, password_change_needed, second_factor_needed. */
export function actorOf(res: Response): Actor {
  const { actor, setup } = loginOf(res);
  if (setup === 'password') {
    throw new AppError(
      'password_change_needed',
      'Choose a password of your own first: yours was given by somebody else.',
    );
  }
  if (setup === 'second_factor') {
    throw new AppError('second_factor_needed', 'Enrol a second factor first: your role must have one.');
  }
  return actor;
}

/** Behind this nothing under /api is for strangers, whatever a route forgets. */
export const requireLogin: RequestHandler = (_req, res, next) => {
  actorOf(res);
  next();
};

/** Whose socket it is, by its Cookie header; null for nobody, and while something is asked for before anything else. */
export async function socketPerson(deps: AuthDeps, header: string | undefined) {
  const login = await loginByCookie(deps, header, '');
  if (!login || login.setup !== null) return null;
  const { id: accountId, role, loginId } = login.actor;
  return { accountId, role, loginId };
}

async function loginByCookie(
  { db, clock, totpRoles }: AuthDeps,
  header: string | undefined,
  address: string,
): Promise<RunningLogin | null> {
  const token = header === undefined ? undefined : parseCookie(header)[cookieName];
  return token ? loginByToken(db, token, { address, now: new Date(clock.now()), totpRoles }) : null;
}

const readMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Writes must come from our own pages (with SameSite=Strict, the second wall against forged requests). */
export function requireOwnOrigin(origin: () => string): RequestHandler {
  return (req, _res, next) => {
    if (!readMethods.has(req.method) && req.headers.origin !== origin()) {
      throw new AppError('bad_origin', `Open the program at ${origin()}: requests from other addresses are refused.`);
    }
    next();
  };
}
