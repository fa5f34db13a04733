import { type OidcSettings, openOidc } from '../../../../../services/adapters/oidc/oidc-provider.ts';
import type { ApiDeps } from '../../../../../services/api/api-deps.ts';
import { oidcCallbackPath, oidcPath } from '../../../../../services/contracts/access/account.ts';
import { createLog } from '../../../../../services/log.ts';
import { startApi } from '../../../../support/api.ts';
import { type Client, openClient } from '../../../../support/client.ts';
import { ours, type PersonThere, startProvider } from './provider.ts';

export type OidcHouse = Awaited<ReturnType<typeof openOidcHouse>>;

/** The api and a provider that knows it; a clock of the api's own, which may run ahead. */
export async function openOidcHouse(settings: Partial<OidcSettings> = {}, change: Partial<ApiDeps> = {}) {
  const provider = await startProvider();
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
  const set = {
    ...{ issuer: provider.issuer, clientId: ours.client_id, clientSecret: ours.client_secret },
    ...{ name: 'Provider', claim: 'preferred_username', trustsAmr: false, ...settings },
  };
  const oidc = openOidc(set, { clock, log: change.log ?? createLog('test', 'silent') });
  const api = await startApi({ clock, oidc, ...change });
  provider.open([`${api.baseUrl}${oidcCallbackPath}`]);
  return {
    ...{ api, provider, clock },
    /** A browser with an account at the provider. */
    browser: (sub: string, there?: PersonThere) => {
      if (there) provider.people.set(sub, there);
      return openBrowser(openClient(api.baseUrl), sub);
    },
    /** What the log says of logins that were refused, the newest first. */
    refusals: async () => {
      const rows = await api.db
        .selectFrom('audit_log')
        .selectAll()
        .where('act', '=', 'login')
        .where('outcome', '=', 'refused')
        .orderBy('id', 'desc')
        .execute();
      return rows;
    },
    async close() {
      await api.close();
      await provider.close();
    },
  };
}

/** One browser, with its cookies here and there. */
function openBrowser(client: Client, sub: string) {
  const jar = new Map<string, string>();
  async function there(address: string, init: RequestInit = {}): Promise<string> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    await answer.arrayBuffer();
    return location === null ? address : new URL(location, address).href;
  }
  /** From a page of ours to where it leads. */
  async function follow(path: string) {
    const answer = await client.request(path);
    await answer.arrayBuffer();
    if (answer.status !== 302) throw new Error(`${path} answered ${answer.status}`);
    return answer.headers.get('location') ?? '';
  }
  const start = () => follow(oidcPath);
  /** Logs in at the provider, and comes as far as the address of ours that it sends the browser to. */
  async function passProvider(toProvider: string): Promise<string> {
    const page = await there(toProvider);
    if (!new URL(page).pathname.startsWith('/interaction/')) return page;
    return there(await there(page, { method: 'POST', body: new URLSearchParams({ sub }) }));
  }
  /** The last step: where the api sends the browser to. */
  async function comeBack(callback: string): Promise<string> {
    const { pathname, search } = new URL(callback);
    return follow(pathname + search);
  }
  return {
    ...client,
    ...{ start, passProvider, comeBack },
    /** The whole way; `/` or `/#login=<code>`. */
    logInThere: async () => comeBack(await passProvider(await start())),
  };
}
