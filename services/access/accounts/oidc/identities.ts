import type { Database, Db, Tx } from '../../../adapters/postgres/connect.ts';
import { AppError } from '../../../app-error.ts';
import { loginName } from '../../../contracts/access/account.ts';
import { appendAudit } from '../../../custody/audit.ts';
import { auditOf, type ChangedBy } from '../accounts.ts';
import { endLoginsOf } from '../logins.ts';

/** Who somebody is at a provider: `iss` and `sub` of its id tokens. */
export interface Identity {
  issuer: string;
  subject: string;
}

/**
 * The account that somebody at the provider may log in to, also a disabled one: the one bound to them, whatever their name
 * there is by now; where none is, the one with the login name that the provider says. No account is ever made. Null: none.
 */
export async function accountOfIdentity(db: Db, { issuer, subject }: Identity, login: string | null) {
  const bound = await db
    .selectFrom('oidc_identities')
    .select('account_id')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  if (bound) return bound.account_id;
  // Only plain letters: lower case of some others is one of ours (the Kelvin sign and k).
  const name = login !== null && /^[\w.-]+$/.test(login) ? loginName.safeParse(login).data : undefined;
  if (name === undefined) return null;
  const account = await db.selectFrom('accounts').select('id').where('login', '=', name).executeTakeFirst();
  return account?.id ?? null;
}

/** Throws oidc_other when the account is bound to somebody else there. */
export async function requireNoOther(tx: Tx, accountId: string, identity: Identity): Promise<void> {
  const bound = await tx
    .selectFrom('oidc_identities')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!bound || (bound.issuer === identity.issuer && bound.subject === identity.subject)) return;
  throw new AppError(
    'oidc_other',
    'This account belongs to somebody else at the login service: ask the administrator.',
  );
}

/** Binds them, for the first login; from then on nobody else at the provider gets in. Throws oidc_other. */
export async function bindIdentity(tx: Tx, accountId: string, { issuer, subject }: Identity, address: string) {
  const isNew = await tx
    .insertInto('oidc_identities')
    .values({ account_id: accountId, issuer, subject })
    .onConflict((conflict) => conflict.doNothing())
    .returning('account_id')
    .executeTakeFirst();
  // Of two first logins at once the other was faster.
  if (!isNew) return requireNoOther(tx, accountId, { issuer, subject });
  await appendAudit(tx, { accountId, address, act: 'account.oidc_bind', thing: { kind: 'account', id: accountId } });
}

/**
 * Undoes it, for somebody who has another account at the provider now; ends the logins, whose ids are returned. The next
 * login binds anew. Throws not_found when there is nothing to undo; forbidden for one's own: whoever sits at an open browser
 * could put another in one's place.
 */
export async function unbindIdentity(db: Database, by: ChangedBy, accountId: string): Promise<string[]> {
  if (by.id === accountId)
    throw new AppError('forbidden', 'Nobody undoes their own binding: ask another administrator.');
  return db.transaction().execute(async (tx) => {
    // A login that is being made waits here, or is over and ends below (log-in-by-oidc.ts).
    await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().executeTakeFirst();
    const gone = await tx
      .deleteFrom('oidc_identities')
      .where('account_id', '=', accountId)
      .returning('account_id')
      .executeTakeFirst();
    if (!gone) throw new AppError('not_found', 'There is nothing here.');
    const endedLogins = await endLoginsOf(tx, accountId);
    await appendAudit(tx, {
      ...auditOf(by),
      act: 'account.oidc_unbind',
      thing: { kind: 'account', id: accountId },
      details: { ended: endedLogins.length },
    });
    return endedLogins;
  });
}
