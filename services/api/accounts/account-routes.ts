import { Router } from 'express';
import {
  auditOf,
  changeAccount,
  createAccount,
  findAccount,
  listAccounts,
  listPeople,
} from '../../access/accounts/accounts.ts';
import { endLoginsOf, knownAddresses } from '../../access/accounts/logins.ts';
import { unbindIdentity } from '../../access/accounts/oidc/identities.ts';
import { resetSecondFactor } from '../../access/accounts/second-factor.ts';
import type { Actor } from '../../access/actor.ts';
import { requireMay } from '../../access/require-may.ts';
import { accountRoutes as contract } from '../../contracts/access/account.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { ApiDeps } from '../api-deps.ts';
import { handle } from '../register.ts';

/** Colleagues, and the administrator's accounts. */
export function accountRoutes(deps: ApiDeps): Router {
  const { db } = deps;
  const router = Router();
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
  helpRoutes(router, deps);
  return router;
}

/** What an administrator does for somebody who lost a phone, left a browser open, must wait, or is another at the provider. */
function helpRoutes(router: Router, deps: ApiDeps) {
  const { db } = deps;
  handle(router, contract.endLogins, async ({ actor, params: { accountId } }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' }, accountId);
    await findAccount(db, accountId);
    const ended = await db.transaction().execute(async (tx) => {
      const ids = await endLoginsOf(tx, accountId);
      await appendAudit(tx, { ...about(actor, accountId), act: 'account.end_logins', details: { ended: ids.length } });
      return ids;
    });
    deps.endLogins(ended);
    return { ended: ended.length };
  });
  handle(router, contract.resetSecondFactor, async ({ actor, params: { accountId } }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' }, accountId);
    await findAccount(db, accountId);
    deps.endLogins(await resetSecondFactor(db, actor, accountId));
    return findAccount(db, accountId);
  });
  handle(router, contract.unbindOidc, async ({ actor, params: { accountId } }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' }, accountId);
    await findAccount(db, accountId);
    deps.endLogins(await unbindIdentity(db, actor, accountId));
    return findAccount(db, accountId);
  });
  handle(router, contract.free, async ({ actor, params: { accountId } }) => {
    await requireMay(db, actor, 'account.manage', { kind: 'account' }, accountId);
    const { login } = await findAccount(db, accountId);
    await appendAudit(db, { ...about(actor, accountId), act: 'account.free' });
    await deps.loginLimit.free(login, await knownAddresses(db, accountId, new Date(deps.clock.now())));
    return undefined;
  });
}

function about(actor: Actor, accountId: string) {
  return { ...auditOf(actor), thing: { kind: 'account', id: accountId } };
}
