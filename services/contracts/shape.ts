import { z } from 'zod';

/** Shapes that every contract shares: ids, instants, cursor paging. */

export const id = z.uuid();

/** An instant in UTC, ISO 8601 with milliseconds, as JSON carries it. There is no year 0: PostgreSQL refuses it. */
export const instant = z.iso.datetime().refine((text) => !text.startsWith('0000'), 'A year from 0001 on');

/** A stretch of wall time, from inclusive, to exclusive. */
export const interval = z.object({ from: instant, to: instant });
export type Interval = z.infer<typeof interval>;

export const pageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** One page of a list; `nextCursor` is null on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const named = z.object({ id, name: z.string() });

/** A yes/no in a query string. */
export const queryFlag = z.enum(['true', 'false']).transform((value) => value === 'true');
