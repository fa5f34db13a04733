import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';

export type TestProvider = Awaited<ReturnType<typeof startProvider>>;

/** Somebody at the provider. */
export interface PersonThere {
  /** Login name there; may change. */
  name: string;
  /** What the provider says that it asked for. */
  amr?: string[];
}

type Claims = Record<string, unknown>;

export const ours = { client_id: 'minhchung', client_secret: 'a-secret-of-the-client' };
const another = { client_id: 'another', client_secret: 'another-secret' };

/**
 * A real OpenID Connect provider on this machine, of another site than the api (`localhost`, not 127.0.0.1). Whoever says to be
 * one of `people` (by `sub`) is believed. What it signs can be bent, for a provider that lies.
 */
export async function startProvider() {
  const people = new Map<string, PersonThere>();
  let bend: ((claims: Claims) => Claims) | null = null;
  let provider: Provider | null = null;
  const server = createServer((req, res) => {
    if (!provider) throw new Error('the provider is not told its clients yet');
    if (req.url?.startsWith('/interaction/')) void interact(provider, people, req, res);
    else void provider.callback()(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://localhost:${port}`;
  const keys = { right: newKey(), wrong: newKey() };
  return {
    issuer,
    people,
    /** Tells it where its clients are, and how it is to say names. */
    open(redirectUris: string[], change: Configuration = {}) {
      provider = new Provider(issuer, configuration({ people, redirectUris, key: keys.right, change }));
      provider.use(async (ctx, next) => {
        await next();
        bendToken(ctx as KoaContextWithOIDC, bend, keys);
      });
    },
    /** From now on the claims of id tokens are what this makes of them; a token with `wrongKey` is signed by a stranger. */
    bend(how: ((claims: Claims) => Claims) | null) {
      bend = how;
    },
    /** Gone; `back` brings it back. */
    async away() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    async back() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Parts {
  people: Map<string, PersonThere>;
  redirectUris: string[];
  key: JWK;
  change: Configuration;
}

function configuration({ people, redirectUris, key, change }: Parts): Configuration {
  return {
    clients: [ours, another].map((one) => ({ ...one, redirect_uris: redirectUris })),
    jwks: { keys: [key] },
    cookies: { keys: ['a-key-of-cookies'] },
    claims: { openid: ['sub', 'amr'], profile: ['preferred_username'] },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: people.get(sub)?.name ?? '' }),
    }),
    // Nobody is asked for consent.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    ...change,
  };
}

/** Its login page: one field, for who it is. */
async function interact(
  provider: Provider,
  people: ReadonlyMap<string, PersonThere>,
  req: IncomingMessage,
  res: ServerResponse,
) {
  if (req.method === 'GET') {
    const page = '<h1>Provider</h1><form method="post"><input name="sub" autofocus><button>Log in</button></form>';
    res.setHeader('content-type', 'text/html').end(page);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get('sub') ?? '';
  const amr = people.get(accountId)?.amr;
  const result = people.has(accountId)
    ? { login: { accountId, ...(amr && { amr }) } }
    : { error: 'access_denied', error_description: 'a word of the provider' };
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

interface Keys {
  right: JWK;
  wrong: JWK;
}

function bendToken(ctx: KoaContextWithOIDC, how: ((claims: Claims) => Claims) | null, { right, wrong }: Keys) {
  const body = ctx.body as { id_token?: string } | undefined;
  if (!how || ctx.path !== '/token' || !body?.id_token) return;
  const [head = '', claims = ''] = body.id_token.split('.');
  const { wrongKey, ...bent } = how(JSON.parse(Buffer.from(claims, 'base64url').toString()));
  const signed = `${head}.${Buffer.from(JSON.stringify(bent)).toString('base64url')}`;
  const key = createPrivateKey({ key: (wrongKey ? wrong : right) as never, format: 'jwk' });
  body.id_token = `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

function newKey(): JWK {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'k' } as JWK;
}
