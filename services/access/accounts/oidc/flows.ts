import { randomBytes } from 'node:crypto';
import type { OidcFlow } from '../../../adapters/oidc/oidc-provider.ts';
import type { Db } from '../../../adapters/postgres/connect.ts';
import { AppError } from '../../../app-error.ts';
import { hashOf } from '../logins.ts';
import type { Identity } from './identities.ts';

/** How long a browser may stay at the provider, and how long its second factor is waited for. */
export const flowMs = 600_000;

const oldest = (now: Date) => new Date(now.getTime() - flowMs);

/** Remembers a browser that is sent to the provider; returns what its cookie must hold. What is over is forgotten. */
export async function rememberFlow(db: Db, { state, nonce, verifier }: OidcFlow, now: Date): Promise<string> {
  const browser = randomBytes(32).toString('base64url');
  await db.deleteFrom('oidc_flows').where('started_at', '<', oldest(now)).execute();
  await db.deleteFrom('oidc_half_logins').where('begun_at', '<', oldest(now)).execute();
  const row = { browser_hash: hashOf(browser), state_hash: hashOf(state), nonce, verifier, started_at: now };
  await db.insertInto('oidc_flows').values(row).execute();
  return browser;
}

/**
 * What was remembered of the browser that comes back with this state; it counts once. Throws oidc_stale: it never went, went
 * too long ago, was here already, or the state is another browser's.
 */
export async function takeFlow(db: Db, browser: string, state: string, now: Date): Promise<OidcFlow> {
  const row = await db
    .deleteFrom('oidc_flows')
    .where('browser_hash', '=', hashOf(browser))
    .where('state_hash', '=', hashOf(state))
    .where('started_at', '>=', oldest(now))
    .returning(['nonce', 'verifier'])
    .executeTakeFirst();
  if (!row) throw stale();
  return { state, ...row };
}

/** Somebody whom the provider has named, and whose code is waited for. */
export interface HalfLogin extends Identity {
  accountId: string;
}

/** Remembers it; returns what the browser's cookie must hold. */
export async function rememberHalfLogin(db: Db, half: HalfLogin, now: Date): Promise<string> {
  const browser = randomBytes(32).toString('base64url');
  const { accountId: account_id, issuer, subject } = half;
  const row = { browser_hash: hashOf(browser), account_id, issuer, subject, begun_at: now };
  await db.insertInto('oidc_half_logins').values(row).execute();
  return browser;
}

/** Whose code this browser is to give. Throws oidc_stale. */
export async function findHalfLogin(db: Db, browser: string, now: Date): Promise<HalfLogin> {
  const row = await db
    .selectFrom('oidc_half_logins')
    .select(['account_id as accountId', 'issuer', 'subject'])
    .where('browser_hash', '=', hashOf(browser))
    .where('begun_at', '>=', oldest(now))
    .executeTakeFirst();
  if (!row) throw stale();
  return row;
}

/** It is whole now. Throws oidc_stale when it ended meanwhile. */
export async function spendHalfLogin(db: Db, browser: string): Promise<void> {
  const gone = await db
    .deleteFrom('oidc_half_logins')
    .where('browser_hash', '=', hashOf(browser))
    .returning('account_id')
    .executeTakeFirst();
  if (!gone) throw stale();
}

function stale() {
  return new AppError(
    'oidc_stale',
    'This login took too long, was used already or began in another browser: begin again.',
  );
}
