import { median, percentile, round } from '../result.ts';

/** What an answer was held against. */
export interface Expected {
  status: number;
  /** Ids that the answer must name, and must not. */
  names?: readonly string[];
  hides?: readonly string[];
}

export type Tally = ReturnType<typeof createTally>;

/** Counts what came back, and how long it took, by the kind of question. */
export function createTally() {
  const times = new Map<string, number[]>();
  const wrong: string[] = [];
  const counts = {
    questions: 0,
    refusedRightly: 0,
    refusedWrongly: 0,
    letInWrongly: 0,
    errors: 0,
    pieces: 0,
    stalls: 0,
  };

  function judge(kind: string, { status, names = [], hides = [] }: Expected, came: number, text: string) {
    const isRight = came === status && names.every((id) => text.includes(id)) && !hides.some((id) => text.includes(id));
    if (isRight && status >= 400) counts.refusedRightly += 1;
    if (isRight) return;
    wrong.push(`${kind}: ${came} instead of ${status} ${came < 400 ? '' : text.slice(0, 200)}`);
    if (came >= 500 || came === 408) counts.errors += 1;
    else if (came < 400 && (status >= 400 || hides.some((id) => text.includes(id)))) counts.letInWrongly += 1;
    else counts.refusedWrongly += 1;
  }

  function fail(kind: string, error: unknown) {
    counts.errors += 1;
    wrong.push(`${kind}: ${error instanceof Error ? `${error.message} ${error.cause ?? ''}` : error}`);
  }

  return {
    counts,
    /** There was no answer at all. */
    fail,
    /** The first answers that were not as they should be. */
    wrong,
    /** Asks, and returns the body where the answer was a good one, as it should be; else null. */
    async ask(kind: string, expected: Expected, request: () => Promise<Response>): Promise<Buffer | null> {
      counts.questions += 1;
      const askedAt = performance.now();
      try {
        const response = await request();
        const body = Buffer.from(await response.arrayBuffer());
        const list = times.get(kind) ?? [];
        times.set(kind, list);
        list.push(performance.now() - askedAt);
        const isText = !(response.headers.get('content-type') ?? '').startsWith('video');
        judge(kind, expected, response.status, isText ? body.toString() : '');
        return response.ok && response.status === expected.status ? body : null;
      } catch (error) {
        fail(kind, error);
        return null;
      }
    },
    /** A piece of footage that was to be there at `dueMs` of `performance.now()`. */
    piece(dueMs: number) {
      counts.pieces += 1;
      if (performance.now() > dueMs) counts.stalls += 1;
    },
    kinds: () => [...times.keys()].sort(),
    timesOf: (kind: string) => {
      const list = times.get(kind) ?? [];
      return { count: list.length, p50: round(median(list), 1), p95: round(percentile(list, 0.95), 1) };
    },
  };
}
