import { type Response, Router } from 'express';
import { changeOwnPassword, requireOwnPassword } from '../../access/accounts/accounts.ts';
import { endLogin, endLoginsOf, runningLogins } from '../../access/accounts/logins.ts';
import {
  confirmSecondFactor,
  offerSecondFactor,
  readSecondFactor,
  renewRecoveryCodes,
  requireOwnCode,
} from '../../access/accounts/second-factor.ts';
import type { Actor } from '../../access/actor.ts';
import { AppError } from '../../app-error.ts';
import { ownAccountRoutes as contract } from '../../contracts/access/account.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { ApiDeps } from '../api-deps.ts';
import { actorOf, loginOf } from '../auth.ts';
import { handle } from '../register.ts';
import { meOf } from './login-routes.ts';

/** Everybody's own account: password, second factor, logins. */
export function ownRoutes(deps: ApiDeps): Router {
  const router = Router();
  passwordRoute(router, deps);
  factorRoutes(router, deps);
  loginsRoutes(router, deps);
  return router;
}

/** For what may be done while a second factor is still asked for; a password of one's own comes first. */
const afterPassword = (res: Response): Actor => (loginOf(res).setup === 'password' ? actorOf(res) : loginOf(res).actor);

function passwordRoute(router: Router, deps: ApiDeps) {
  handle(
    router,
    contract.changePassword,
    async ({ actor, body, res }) => {
      const ended = await slowedDown(deps, actor, () =>
        changeOwnPassword(deps.db, actor, { present: body.present, next: body.password }),
      );
      deps.endLogins(ended);
      const { enrolledAt } = await readSecondFactor(deps.db, actor.id);
      const { begunBy } = loginOf(res);
      return meOf(deps, { ...actor, mustChangePassword: false, hasFactor: enrolledAt !== null, begunBy });
    },
    (res) => loginOf(res).actor,
  );
}

function factorRoutes(router: Router, deps: ApiDeps) {
  const { db } = deps;
  const facts = async (actor: Actor) => {
    const { enrolledAt, recoveryCodes } = await readSecondFactor(db, actor.id);
    const isRequired = deps.totpRoles.includes(actor.role);
    return { enrolledAt: enrolledAt?.toISOString() ?? null, isRequired, recoveryCodes };
  };
  handle(router, contract.secondFactor, async ({ actor }) => facts(actor), afterPassword);
  handle(
    router,
    contract.offerSecondFactor,
    async ({ actor, body, res }) => {
      const { enrolledAt } = await readSecondFactor(db, actor.id);
      // Whoever has just logged in to enrol has given the password; anybody else may sit at an open browser.
      if (loginOf(res).setup === null) {
        await slowedDown(deps, actor, async () => {
          await requireOwnPassword(db, actor, body.password ?? '');
          if (enrolledAt !== null) await requireOwnCode(deps, actor, body.code ?? '');
        });
      }
      return offerSecondFactor(deps, actor);
    },
    afterPassword,
  );
  handle(
    router,
    contract.confirmSecondFactor,
    async ({ actor, body }) => {
      const { codes, endedLogins } = await confirmSecondFactor(deps, actor, body.code);
      deps.endLogins(endedLogins);
      return { codes };
    },
    afterPassword,
  );
  handle(router, contract.renewRecoveryCodes, async ({ actor, body }) => ({
    codes: await slowedDown(deps, actor, () => renewRecoveryCodes(deps, actor, body.code)),
  }));
}

function loginsRoutes(router: Router, deps: ApiDeps) {
  const { db } = deps;
  const now = () => new Date(deps.clock.now());
  handle(router, contract.logins, async ({ actor }) => {
    const rows = await runningLogins(db, actor.id, now());
    const items = rows.map((row) => ({
      id: row.id,
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      address: row.address,
      userAgent: row.user_agent,
      isThis: row.id === actor.loginId,
    }));
    return { items };
  });
  handle(router, contract.endLogin, async ({ actor, params }) => {
    await db.transaction().execute(async (tx) => {
      if (!(await endLogin(tx, actor.id, params.loginId))) throw new AppError('not_found', 'There is no such login.');
      await appendAudit(tx, endedBy(actor, 1));
    });
    deps.endLogins([params.loginId]);
    return undefined;
  });
  handle(router, contract.endOtherLogins, async ({ actor }) => {
    const ended = await db.transaction().execute(async (tx) => {
      const ids = await endLoginsOf(tx, actor.id, { except: actor.loginId });
      await appendAudit(tx, endedBy(actor, ids.length));
      return ids;
    });
    deps.endLogins(ended);
    return { ended: ended.length };
  });
}

const guesses = new Set(['wrong_password', 'wrong_code', 'too_many_logins']);

/** A password or code asked for once more can be tried as seldom as at the login. A wrong one is written down. */
async function slowedDown<T>({ loginLimit, db }: ApiDeps, actor: Actor, run: () => Promise<T>): Promise<T> {
  try {
    await loginLimit.countOwn(actor.id);
    const done = await run();
    await loginLimit.forgiveOwn(actor.id);
    return done;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (guesses.has(error.code)) {
      const { id: accountId, address } = actor;
      const details = { code: error.code };
      await appendAudit(db, { accountId, address, act: 'account.password', outcome: 'refused', details });
    } else {
      // What was asked for once more was right; it is the new password that will not do.
      await loginLimit.forgiveOwn(actor.id);
    }
    throw error;
  }
}

function endedBy(actor: Actor, ended: number) {
  const thing = { kind: 'account', id: actor.id };
  return { accountId: actor.id, address: actor.address, act: 'account.end_logins', thing, details: { ended } };
}
