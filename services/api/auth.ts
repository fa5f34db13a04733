import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseCookie } from 'cookie';
import type { RequestHandler, Response } from 'express';
import { actorByToken } from '../access/accounts/logins.ts';
import type { Actor } from '../access/actor.ts';
import type { Db } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';
import type { Clock } from '../clock.ts';

/** The origin browsers use: the one set, else where the api listens. */
export function ownOrigin(server: Server, config: { PUBLIC_ORIGIN: string; API_HOST: string; API_PORT: number }) {
  const port = (server.address() as AddressInfo | null)?.port ?? config.API_PORT;
  return config.PUBLIC_ORIGIN || `http://${config.API_HOST}:${port}`;
}

export const cookieName = 'minhchung';

/** The person whose cookie came with the request is kept in `res.locals`; routes ask for it with `actorOf`. */
export function rememberActor(deps: { db: Db; clock: Clock }): RequestHandler {
  return async (req, res, next) => {
    res.locals.actor = await actorByCookie(deps, req.headers.cookie, req.ip ?? '');
    next();
  };
}

/** The person of this request. Throws not_logged_in. */
export function actorOf(res: Response): Actor {
  const actor: Actor | null = res.locals.actor ?? null;
  if (!actor) throw new AppError('not_logged_in', 'Log in first: you are not logged in, or your login has ended.');
  return actor;
}

/** Behind this nothing under /api is for strangers, whatever a route forgets. */
export const requireLogin: RequestHandler = (_req, res, next) => {
  actorOf(res);
  next();
};

/** Who a Cookie header belongs to; null for nobody. */
export async function actorByCookie(
  deps: { db: Db; clock: Clock },
  header: string | undefined,
  address: string,
): Promise<Actor | null> {
  const token = header === undefined ? undefined : parseCookie(header)[cookieName];
  return token ? actorByToken(deps.db, token, address, new Date(deps.clock.now())) : null;
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
