import type { ProblemCode } from './contracts/problem.ts';

/**
 * The one error type for what can go wrong by design. `message` says what happened, to what, and what to do next;
 * it may be shown to the person, so it never holds a secret or a visitor's name.
 */
export class AppError extends Error {
  readonly code: ProblemCode;
  readonly details: Record<string, unknown>;

  constructor(
    code: ProblemCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
