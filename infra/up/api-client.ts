import type { z } from 'zod';
import { accountRoutes } from '../../services/contracts/access/account.ts';
import { type Problem, problem } from '../../services/contracts/problem.ts';
import type { Route } from '../../services/contracts/route.ts';

/** The api said no. */
export class Refused extends Error {
  readonly problem: Problem;
  readonly headers: Headers;

  constructor(problem: Problem, headers: Headers) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.headers = headers;
  }

  get code() {
    return this.problem.code;
  }
}

interface Parts<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params?: z.input<P>;
  query?: z.input<Q>;
  body?: z.input<B>;
}

/** One person at the api, as a browser would be: keeps its cookie, sends its origin, knows every endpoint by its contract. */
export function openApiClient(baseUrl: string, { origin = new URL(baseUrl).origin } = {}) {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { origin, ...(jar.size > 0 ? { cookie: cookie() } : {}), ...init.headers };
    const response = await fetch(new URL(path, baseUrl), { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) keepCookie(jar, line);
    return response;
  }

  /** Calls an endpoint; what comes back is held against its contract. Throws Refused with the problem document. */
  async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
    route: Route<P, Q, B, R>,
    parts: Parts<P, Q, B> = {},
  ): Promise<z.output<R>> {
    const response = await request(addressOf(route.path, parts.params, parts.query), {
      method: route.method.toUpperCase(),
      ...(parts.body === undefined
        ? {}
        : { body: JSON.stringify(parts.body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Refused(problem.parse(await response.json()), response.headers);
    if (response.status !== route.status) throw new Error(`${route.path} answered ${response.status}`);
    return route.response.parse(route.status === 204 ? {} : await response.json());
  }

  return {
    request,
    call,
    cookie,
    logIn: (login: string, password: string, code?: string) =>
      call(accountRoutes.login, { body: { login, password, ...(code !== undefined && { code }) } }),
  };
}

/** `/api/rooms/:roomId` with its parameters and query filled in. */
function addressOf(path: string, params: unknown, query: unknown): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(entriesOf(params)[name])));
  const search = new URLSearchParams(
    Object.entries(entriesOf(query)).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
  return search.size > 0 ? `${filled}?${search}` : filled;
}

function entriesOf(part: unknown): Record<string, unknown> {
  return (part ?? {}) as Record<string, unknown>;
}

function keepCookie(jar: Map<string, string>, line: string) {
  const [pair = '', ...attributes] = line.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  const expires = attributes.map((text) => text.trim()).find((text) => /^expires=/i.test(text));
  if (expires && new Date(expires.slice('expires='.length)) <= new Date()) jar.delete(name);
  else jar.set(name, pair.slice(name.length + 1));
}
