import { type RawBuilder, sql } from 'kysely';

/** A stretch of wall time, `from` inclusive, `to` exclusive. */
export interface Span {
  from: Date;
  to: Date;
}

/** As the contracts write it. */
export const toInterval = ({ from, to }: Span) => ({ from: from.toISOString(), to: to.toISOString() });

/** `spans` as a tstzmultirange, which merges what overlaps; empty and backward ones are left out. */
export function multirange(spans: readonly Span[]): RawBuilder<string> {
  const ranges = spans
    .filter(({ from, to }) => from < to)
    .map(({ from, to }) => `[${from.toISOString()},${to.toISOString()})`);
  return sql<string>`${`{${ranges.join(',')}}`}::tstzmultirange`;
}

/** A tstzmultirange column as JSON that `spansOf` reads. */
export function spansColumn(column: 'excluded' | 'watched' | 'only_spans'): RawBuilder<MillisecondSpan[]> {
  return spansJson(sql.ref(column));
}

/** The same of any tstzmultirange. */
export function spansJson(spans: RawBuilder<unknown> | ReturnType<typeof sql.ref>): RawBuilder<MillisecondSpan[]> {
  return sql<MillisecondSpan[]>`coalesce((
    select json_agg(json_build_array(${milliseconds('lower')}, ${milliseconds('upper')}) order by span)
    from unnest(${spans}) as span), '[]')`;
}

type MillisecondSpan = [fromMs: number, toMs: number];

export function spansOf(column: readonly MillisecondSpan[]): Span[] {
  return column.map(([fromMs, toMs]) => ({ from: new Date(fromMs), to: new Date(toMs) }));
}

/** How long all spans are, in seconds. */
export function secondsOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to.getTime() - from.getTime(), 0) / 1000;
}

function milliseconds(bound: 'lower' | 'upper') {
  return sql`round(extract(epoch from ${sql.raw(bound)}(span)) * 1000)`;
}

/** The parts of `spans` that lie in `limits`. */
export function cutSpans(spans: readonly Span[], limits: Span): Span[] {
  const cut = ({ from, to }: Span) => ({
    from: new Date(Math.max(from.getTime(), limits.from.getTime())),
    to: new Date(Math.min(to.getTime(), limits.to.getTime())),
  });
  return spans.map(cut).filter(({ from, to }) => from < to);
}
