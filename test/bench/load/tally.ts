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
    ...{ questions: 0, refusedRightly: 0, refusedWrongly: 0, letInWrongly: 0, errors: 0 },
    ...{ pieces: 0, stalls: 0 },
  };

  function fail(kind: string, error: unknown) {
    counts.errors += 1;
    wrong.push(`${kind}: ${error instanceof Error ? `${error.message} ${error.cause ?? ''}` : error}`);
  }

  function note(kind: string, ms: number, expected: Expected, { status, text }: Came) {
    times.set(kind, [...(times.get(kind) ?? []), ms]);
    const what = judge(expected, { status, text });
    if (what === 'right') counts.refusedRightly += status >= 400 ? 1 : 0;
    else counts[what] += 1;
    if (what !== 'right')
      wrong.push(`${kind}: ${status} instead of ${expected.status} ${status < 400 ? '' : text.slice(0, 200)}`);
  }

  return {
    counts,
    /** There was no answer at all. */
    fail,
    /** Answers that were not as they should be. */
    wrong,
    /** Asks, and returns the body where the answer was a good one, as it should be; else null. */
    async ask(kind: string, expected: Expected, request: () => Promise<Response>): Promise<Buffer | null> {
      counts.questions += 1;
      const askedAt = performance.now();
      try {
        const response = await request();
        const body = Buffer.from(await response.arrayBuffer());
        const isMedia = /^(video|audio)/.test(response.headers.get('content-type') ?? '');
        const came = { status: response.status, text: isMedia ? '' : body.toString() };
        note(kind, performance.now() - askedAt, expected, came);
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
    /** By kind, ms. */
    times: times as ReadonlyMap<string, readonly number[]>,
  };
}

export function timesOf({ times }: Tally, kind: string) {
  const list = times.get(kind) ?? [];
  return { count: list.length, p50: round(median(list), 1), p95: round(percentile(list, 0.95), 1) };
}

interface Came {
  status: number;
  text: string;
}

function judge({ status, names = [], hides = [] }: Expected, came: Came) {
  const isTold = hides.some((id) => came.text.includes(id));
  if (came.status === status && !isTold && names.every((id) => came.text.includes(id))) return 'right';
  if (came.status >= 500 || came.status === 408) return 'errors';
  return came.status < 400 && (status >= 400 || isTold) ? 'letInWrongly' : 'refusedWrongly';
}
