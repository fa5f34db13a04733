import type { ErrorRequestHandler, RequestHandler } from 'express';
import { AppError } from '../../app-error.ts';
import { type Problem, type ProblemCode, problemStatus } from '../../contracts/problem.ts';
import type { Log } from '../../log.ts';
import { untilQuiet } from './quiet-time.ts';

/** Any other address under /api. */
export const unknownRoute: RequestHandler = () => {
  throw new AppError('not_found', 'There is nothing here.');
};

/** Refusals that are the same for what must not be known to the person and for what is not there. */
const quiet = new Set<ProblemCode>(['not_found', 'reason_needed']);

/** The one place where errors become answers: RFC 9457 problem documents. Unknown errors are logged and tell nothing. */
export function renderProblem(log: Log): ErrorRequestHandler {
  return async (error, req, res, _next) => {
    const known = asAppError(error);
    if (quiet.has(known.code)) await untilQuiet(res);
    const requestId = String(res.getHeader('x-request-id') ?? '');
    if (needsAPerson.has(known.code))
      log.error({ err: error, requestId, method: req.method, route: req.route?.path }, 'request failed');
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const status = problemStatus[known.code];
    const problem: Problem = {
      type: `urn:minhchung:problem:${known.code}`,
      title: known.code.replaceAll('_', ' '),
      status,
      detail: known.message,
      code: known.code,
      ...(known.code === 'not_found' ? {} : { requestId }),
      ...fieldsOf(known),
    };
    if (typeof known.details.retryAfterSeconds === 'number')
      res.setHeader('retry-after', String(known.details.retryAfterSeconds));
    res.status(status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** What no repetition mends. */
const needsAPerson = new Set<ProblemCode>(['internal', 'vault_key', 'vault_altered']);

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 404) return new AppError('not_found', 'There is nothing here.', { cause: error });
  if (status === 400 || status === 413 || status === 415) {
    return new AppError('invalid_input', 'The request cannot be read: send JSON of at most 256 KB.', { cause: error });
  }
  const code: ProblemCode = isAway(error) ? 'store_away' : 'internal';
  const message =
    code === 'store_away'
      ? 'A part of the system is away for the moment; nothing is lost. Try again in a minute.'
      : 'Something went wrong on our side; nothing was changed. Try again, and tell the administrator the request number.';
  return new AppError(code, message, { cause: error });
}

/** A connection to PostgreSQL or the object store that cannot be had now. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('kind' in error && error.kind === 'away') return true;
  const code = 'code' in error ? String(error.code) : '';
  return (
    ['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006'].includes(code) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
}

function fieldsOf(error: AppError): Pick<Problem, 'fields'> {
  const { fields } = error.details;
  return Array.isArray(fields) ? { fields } : {};
}
