import { type Problem, type ProblemCode, problem } from '../../../services/contracts/problem.ts';

/** A refusal of the API, or no answer at all (`offline`). */
export class ApiProblem extends Error {
  readonly code: ProblemCode | 'offline';
  readonly fields: NonNullable<Problem['fields']>;
  readonly requestId: string | undefined;

  constructor(
    code: ProblemCode | 'offline',
    message: string,
    rest: Partial<Pick<Problem, 'fields' | 'requestId'>> = {},
  ) {
    super(message);
    this.name = 'ApiProblem';
    this.code = code;
    this.fields = rest.fields ?? [];
    this.requestId = rest.requestId;
  }
}

/** Reads an answer that is not 2xx. Anything that is no problem document counts as the server's own fault. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problem.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data.code, parsed.data.detail, parsed.data);
  const away = response.status === 502 || response.status === 503 || response.status === 504;
  return new ApiProblem(away ? 'offline' : 'internal', `HTTP ${response.status}`);
}

/** The code of any error, for texts; what is no problem document is `internal`. */
export function codeOf(error: unknown): ApiProblem['code'] {
  return error instanceof ApiProblem ? error.code : 'internal';
}
