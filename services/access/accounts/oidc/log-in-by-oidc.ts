import type { OidcProvider } from '../../../adapters/oidc/oidc-provider.ts';
import type { Db, Tx } from '../../../adapters/postgres/connect.ts';
import { AppError } from '../../../app-error.ts';
import { appendAudit } from '../../../custody/audit.ts';
import { auditRefused, type LogInDeps } from '../log-in.ts';
import { beginLogin, type LoginFacts } from '../logins.ts';
import { type FittingCode, findCode, readSecondFactor, spendCode, wrongCode } from '../second-factor.ts';
import { findHalfLogin, type HalfLogin, rememberFlow, rememberHalfLogin, spendHalfLogin, takeFlow } from './flows.ts';
import { accountOfIdentity, bindIdentity, type Identity, requireNoOther } from './identities.ts';

/** Logins through the office's OpenID Connect provider: who it is, it says; everything else stays ours. */
export interface OidcDeps extends LogInDeps {
  oidc: OidcProvider;
}

interface From {
  address: string;
  userAgent: string;
}

/** A browser that came back from the provider. */
export interface Return extends From {
  /** With the query that the provider gave it. */
  cameBackTo: URL;
  /** What its cookie holds; empty: it has none. */
  browser: string;
}

/** A login that has begun. */
export interface Begun {
  token: string;
  expiresAt: Date;
  account: LoginFacts & { id: string; login: string; name: string };
}

const how = { by: 'oidc' };

/** Sends a browser to the provider: the address, and what its cookie must hold. Throws oidc_away, which is written down. */
export async function goToProvider(deps: OidcDeps, redirectUri: string, address: string) {
  return auditRefused(deps.db, { address, whose: async () => null, details: how }, async () => {
    const { address: there, flow } = await deps.oidc.begin(redirectUri);
    return { address: there, browser: await rememberFlow(deps.db, flow, new Date(deps.clock.now())) };
  });
}

/**
 * Begins a login for a browser that comes back from the provider, or tells what its cookie must hold while the code of the
 * second factor is waited for. Every refusal is written down. Throws oidc_stale, oidc_away, oidc_refused, oidc_unknown
 * (no account here, or a disabled one), oidc_other.
 */
export async function comeBackFromProvider(deps: OidcDeps, came: Return): Promise<Begun | { halfLogin: string }> {
  const { db, clock } = deps;
  const now = new Date(clock.now());
  let accountId: string | null = null;
  return auditRefused(db, { address: came.address, whose: async () => accountId, details: how }, async () => {
    const state = came.cameBackTo.searchParams.get('state') ?? '';
    const flow = await takeFlow(db, came.browser, state, now);
    const person = await deps.oidc.finish(came.cameBackTo, flow);
    accountId = await accountOfIdentity(db, person, person.login);
    if (accountId === null) throw unknown();
    const half = { accountId, issuer: person.issuer, subject: person.subject };
    return db.transaction().execute(async (tx) => {
      const account = await holdAccount(tx, half);
      // A binding that was undone meanwhile is not made again for somebody whose name is another by now.
      if ((await accountOfIdentity(tx, person, person.login)) !== accountId) throw unknown();
      if (account.hasFactor && !person.hadTwoFactors)
        return { halfLogin: await waitForCode(tx, half, came.address, now) };
      return begin(deps, tx, { account, identity: half, from: came, factor: person.hadTwoFactors ? 'provider' : null });
    });
  });
}

/** The code of a person whom the provider has named: the login begins. Throws oidc_stale, wrong_code, too_many_logins. */
export async function giveCode(deps: OidcDeps, given: From & { browser: string; code: string }): Promise<Begun> {
  const { db, clock, loginLimit } = deps;
  let accountId: string | null = null;
  return auditRefused(db, { address: given.address, whose: async () => accountId, details: how }, async () => {
    const half = await findHalfLogin(db, given.browser, new Date(clock.now()));
    accountId = half.accountId;
    const login = await loginOf(db, half.accountId);
    await loginLimit.countCode(login);
    const code = await findCode(deps, half.accountId, given.code);
    if (!code) throw wrongCode();
    const begun = await db.transaction().execute(async (tx) => {
      const account = await holdAccount(tx, half);
      await spendHalfLogin(tx, given.browser);
      if (!(await spendCode(tx, account.id, code))) throw wrongCode();
      return begin(deps, tx, { account, identity: half, from: given, factor: code.factor });
    });
    await loginLimit.forgiveCode(login);
    return begun;
  });
}

type Held = Awaited<ReturnType<typeof holdAccount>>;

/**
 * Holds the account as it is until the transaction ends: whoever disables it, gives it a role or undoes the binding waits, and
 * ends this login too. Throws oidc_unknown, oidc_other.
 */
async function holdAccount(tx: Tx, { accountId, ...identity }: HalfLogin) {
  const account = await tx
    .selectFrom('accounts')
    .select(['id', 'login', 'name', 'role', 'must_change_password as mustChangePassword'])
    .where('id', '=', accountId)
    .where('disabled_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!account) throw unknown();
  await requireNoOther(tx, accountId, identity);
  return { ...account, hasFactor: (await readSecondFactor(tx, accountId)).enrolledAt !== null };
}

/** The right person, and not in yet: written down like a right password without a code. */
async function waitForCode(tx: Tx, half: HalfLogin, address: string, now: Date): Promise<string> {
  const thing = { kind: 'account', id: half.accountId };
  const details = { ...how, code: 'code_needed' };
  await appendAudit(tx, { accountId: null, address, act: 'login', outcome: 'refused', thing, details });
  return rememberHalfLogin(tx, half, now);
}

interface Beginning {
  account: Held;
  identity: Identity;
  from: From;
  factor: FittingCode['factor'] | 'provider' | null;
}

async function begin(deps: OidcDeps, tx: Tx, { account, identity, from, factor }: Beginning): Promise<Begun> {
  const begunBy = factor === 'provider' ? 'oidc_two_factors' : 'oidc';
  await bindIdentity(tx, account.id, identity, from.address);
  const details = { ...how, ...(factor && { factor }) };
  await appendAudit(tx, { accountId: account.id, address: from.address, act: 'login', details });
  const options = { now: new Date(deps.clock.now()), hours: deps.loginHours, begunBy } as const;
  return { ...(await beginLogin(tx, account.id, from, options)), account: { ...account, begunBy } };
}

async function loginOf(db: Db, accountId: string): Promise<string> {
  const { login } = await db
    .selectFrom('accounts')
    .select('login')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  return login;
}

function unknown() {
  return new AppError('oidc_unknown', 'No account here may be used with this login: ask the administrator.');
}
