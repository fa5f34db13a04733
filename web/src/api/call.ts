import type { z } from 'zod';
import type { AnyRoute, Route } from '../../../services/contracts/route.ts';
import { ApiProblem, problemOf } from './api-problem.ts';

/** What a route needs; parts the route does not have may be left out. */
export interface Input<P, Q, B> {
  params?: P;
  query?: Q;
  body?: B;
  signal?: AbortSignal;
  /** Let the request outlive the page, for the last word of a view. */
  keepalive?: boolean;
}

/**
 * Calls one endpoint of the contracts.
 * @throws ApiProblem with the problem's code; `offline` when the server cannot be reached.
 */
export async function call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  route: Route<P, Q, B, R>,
  input: Input<z.input<P>, z.input<Q>, z.input<B>> = {},
): Promise<z.output<R>> {
  const response = await send(route, input);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as z.output<R>;
  return (await response.json()) as z.output<R>;
}

async function send(route: AnyRoute, input: Input<unknown, unknown, unknown>): Promise<Response> {
  const hasBody = route.method !== 'get' && route.method !== 'delete' && input.body !== undefined;
  try {
    return await fetch(addressOf(route.path, input.params, input.query), {
      method: route.method.toUpperCase(),
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(hasBody && { 'content-type': 'application/json' }) },
      ...(hasBody && { body: JSON.stringify(input.body) }),
      ...(input.signal && { signal: input.signal }),
      ...(input.keepalive && { keepalive: true }),
    });
  } catch (error) {
    if (input.signal?.aborted) throw error;
    throw new ApiProblem('offline', 'The server does not answer');
  }
}

/** Fills `:name` parts of the path and appends the query; empty values are left out. */
export function addressOf(path: string, params: unknown = {}, query: unknown = {}): string {
  const values = new Map(Object.entries(params as Record<string, unknown>));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(values.get(name))));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size > 0 ? `${filled}?${search}` : filled;
}
