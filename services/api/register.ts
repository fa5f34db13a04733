import type { Request, Response, Router } from 'express';
import type { z } from 'zod';
import type { Actor } from '../access/actor.ts';
import { AppError } from '../app-error.ts';
import type { Route } from '../contracts/route.ts';
import { actorOf } from './auth.ts';
import { untilQuiet } from './http/quiet-time.ts';

/** What a handler gets: the parsed request, and who asks. */
export interface Asked<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  actor: Actor;
  req: Request;
  res: Response;
}

type Handler<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> = (
  asked: Asked<z.output<P>, z.output<Q>, z.output<B>>,
) => Promise<z.input<R> | undefined>;

/**
 * Puts a contract's endpoint on a router: parses params, query and body with its schemas, requires a login, and sends
 * what the handler returns with the contract's status; an empty list is not told earlier than what does not exist. What the
 * handler returns is checked by type only. `whoAsks` is for what may be done while a new password or a second factor is still
 * asked for.
 */
export function handle<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  router: Router,
  contract: Route<P, Q, B, R>,
  handler: Handler<P, Q, B, R>,
  whoAsks: (res: Response) => Actor = actorOf,
): void {
  router[contract.method](contract.path, async (req, res) => {
    const actor = whoAsks(res);
    const params = parsePart(contract.params, req.params, 'path');
    const query = parsePart(contract.query, req.query, 'query');
    const body = parsePart(contract.body, req.body ?? {}, 'body');
    const answer = await handler({ params, query, body, actor, req, res });
    if (findsNothing(answer)) await untilQuiet(res);
    if (contract.status === 204) res.status(204).end();
    else res.status(contract.status).json(answer);
  });
}

function findsNothing(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'items' in answer &&
    Array.isArray(answer.items) &&
    answer.items.length === 0
  );
}

/** Throws invalid_input with every fault and its place. An id that is no id is answered like an unknown one. */
export function parsePart<T extends z.ZodType>(
  schema: T,
  value: unknown,
  part: 'path' | 'query' | 'body',
): z.output<T> {
  const parsed = schema.safeParse(value);
  // PostgreSQL holds no such character.
  if (parsed.success && !JSON.stringify(value ?? null).includes('\\u0000')) return parsed.data;
  if (part === 'path') throw new AppError('not_found', 'There is nothing here.');
  const issues = parsed.error?.issues ?? [{ path: [], message: 'Take the character U+0000 out' }];
  const fields = issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const list = fields.map((field) => `${field.path || part}: ${field.message}`).join('; ');
  throw new AppError('invalid_input', `Please correct: ${list}`, { details: { fields } });
}
