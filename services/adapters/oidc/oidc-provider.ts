import * as client from 'openid-client';
import { AppError } from '../../app-error.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { saysTwoFactors } from './two-factors.ts';

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Shown on the login page; may be empty. */
  name: string;
  /** Claim with the login name here. */
  claim: string;
  trustsAmr: boolean;
}

/** Who somebody is at the provider. */
export interface ProviderPerson {
  issuer: string;
  subject: string;
  /** What `claim` says; null when it says nothing. */
  login: string | null;
  /** The provider had two factors, and its word is taken for it. */
  hadTwoFactors: boolean;
}

/** What must be known again when a browser comes back from the provider. */
export interface OidcFlow {
  state: string;
  nonce: string;
  verifier: string;
}

export type OidcProvider = ReturnType<typeof createOidcProvider>;

interface Inputs {
  clock: Clock;
  log: Log;
}

/** Null where no provider is set. */
export function openOidc(settings: OidcSettings | null, inputs: Inputs): OidcProvider | null {
  return settings && createOidcProvider(settings, inputs);
}

/** For one answer of the provider, seconds. */
const patienceS = 5;
/** What the provider says of itself (addresses, methods) is asked for again after this. */
const knownForMs = 3_600_000;

/**
 * An OpenID Connect provider, by the code flow with PKCE. Nothing is asked of it before somebody wants to log in; while it
 * is away nothing else stands still, and the next login asks again.
 */
function createOidcProvider(settings: OidcSettings, { clock, log }: Inputs) {
  let known: { server: client.Configuration; untilMs: number } | null = null;
  async function ask<T>(run: (server: client.Configuration) => Promise<T>): Promise<T> {
    try {
      if (!known || known.untilMs < clock.now())
        known = { server: await discover(settings), untilMs: clock.now() + knownForMs };
      return await run(known.server);
    } catch (error) {
      const problem = problemOf(error);
      log.warn(
        { problem: problem.code, because: reasonOf(problem.cause) },
        'login at the OpenID Connect provider failed',
      );
      throw problem;
    }
  }
  return {
    name: settings.name,
    /** Where to send a browser, and what to remember until it is back. Throws oidc_away. */
    begin: (redirectUri: string) =>
      ask(async (server) => {
        const flow: OidcFlow = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const address = client.buildAuthorizationUrl(server, {
          ...{ redirect_uri: redirectUri, scope: 'openid profile', state: flow.state, nonce: flow.nonce },
          ...{ code_challenge: await client.calculatePKCECodeChallenge(flow.verifier), code_challenge_method: 'S256' },
        });
        return { address: address.href, flow };
      }),
    /** Takes the code in the address that the browser came back to, and checks the id token. Throws oidc_away, oidc_refused. */
    finish: (cameBackTo: URL, { state, nonce, verifier }: OidcFlow) =>
      ask(async (server) => {
        const tokens = await client.authorizationCodeGrant(server, cameBackTo, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
        });
        return personOf(settings, server, tokens);
      }),
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const authenticate: client.ClientAuth = (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const method = methods.includes('client_secret_basic') ? client.ClientSecretBasic : client.ClientSecretPost;
    method(clientSecret)(server, ...rest);
  };
  // The signature of the id token is checked too, not only TLS; without TLS only on this machine (config.ts).
  const execute = [
    client.enableNonRepudiationChecks,
    ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
  ];
  try {
    return await client.discovery(new URL(issuer), clientId, undefined, authenticate, { timeout: patienceS, execute });
  } catch (error) {
    throw isAwayNow(error);
  }
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** Some providers put names into the id token, others say them when asked. */
async function personOf({ claim, trustsAmr }: OidcSettings, server: client.Configuration, tokens: Tokens) {
  const claims = tokens.claims();
  if (!claims) throw new AppError('oidc_refused', 'The provider sent no id token.');
  const isAsked = claims[claim] === undefined && server.serverMetadata().userinfo_endpoint !== undefined;
  const named = isAsked ? await client.fetchUserInfo(server, tokens.access_token, claims.sub) : claims;
  const login = named[claim];
  return {
    ...{ issuer: claims.iss, subject: claims.sub, login: typeof login === 'string' ? login : null },
    hadTwoFactors: trustsAmr && saysTwoFactors(claims.amr),
  } satisfies ProviderPerson;
}

/** A provider that cannot be asked, or says no. Its words are for nobody: only codes are kept. */
function problemOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isAway(error)) return isAwayNow(error);
  return new AppError('oidc_refused', 'The login service did not let this login pass. Begin again.', { cause: error });
}

function isAwayNow(cause: unknown) {
  const message = 'The login service does not answer as it should. Log in with your password, or try again later.';
  return new AppError('oidc_away', message, { cause });
}

const awayCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

function isAway(error: unknown): boolean {
  const code = wordOf(error, 'code');
  // `fetch` without a connection throws a TypeError that has no code.
  return code === undefined ? error instanceof TypeError : awayCodes.has(code);
}

/** For the log: codes of OAuth and of Node, never what the provider wrote. */
function reasonOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [wordOf(error, 'code'), wordOf(error, 'error'), ...reasonOf(error.cause)].filter((one) => one !== undefined);
}

function wordOf(thing: unknown, name: string): string | undefined {
  const value = typeof thing === 'object' && thing !== null ? Reflect.get(thing, name) : undefined;
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : undefined;
}
