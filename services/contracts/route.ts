import { z } from 'zod';

/** One HTTP endpoint as both sides know it: the api registers it, the web and the tests call it, OpenAPI lists it. */
export interface Route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Express path, for example `/api/sessions/:sessionId`. */
  path: string;
  summary: string;
  /** Who may use it, in one sentence; shown in the OpenAPI document. */
  access: string;
  params: P;
  query: Q;
  body: B;
  response: R;
  status: 200 | 201 | 204;
}

export type AnyRoute = Route<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

const nothing = z.object({});
type Nothing = typeof nothing;

interface Definition {
  method: AnyRoute['method'];
  path: string;
  summary: string;
  access: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  status?: AnyRoute['status'];
}

type Part<D extends Definition, K extends 'params' | 'query' | 'body' | 'response'> = D[K] extends z.ZodType
  ? D[K]
  : Nothing;

/** Declares an endpoint; parts left out are empty objects. */
export function route<const D extends Definition>(
  definition: D,
): Route<Part<D, 'params'>, Part<D, 'query'>, Part<D, 'body'>, Part<D, 'response'>> {
  return {
    status: 200,
    params: nothing,
    query: nothing,
    body: nothing,
    response: nothing,
    ...definition,
  } as unknown as Route<Part<D, 'params'>, Part<D, 'query'>, Part<D, 'body'>, Part<D, 'response'>>;
}
