import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';

const shape = z.object({ at: z.iso.datetime(), id: z.uuid() });

/** Place of the last row of a page: lists go on behind it, whatever was added meanwhile. */
export interface Cursor {
  at: Date;
  id: string;
}

export function encodeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify({ at: at.toISOString(), id })).toString('base64url');
}

/** Throws invalid_input on anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor {
  const parsed = shape.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success)
    throw new AppError('invalid_input', 'This page mark is not valid: load the list again from its start.');
  return { at: new Date(parsed.data.at), id: parsed.data.id };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The newest `limit` of what several queries find; each selects `id` and `at` and is in that order and limited itself. A text
 * is looked for in one way after the other, each of which has an index of its own: all in one condition had none.
 */
export async function newestOf(db: Db, queries: readonly RawBuilder<unknown>[], limit: number): Promise<Cursor[]> {
  const all = sql.join(
    queries.map((query) => sql`(${query})`),
    sql` union `,
  );
  const { rows } =
    await sql<Cursor>`select id, at from (${all}) found order by at desc, id desc limit ${limit}`.execute(db);
  return rows;
}

/** Cuts `limit + 1` rows to a page and the mark of the next one. */
export function pageOfRows<T>(
  rows: readonly T[],
  limit: number,
  cursorOf: (row: T) => Cursor,
): { page: T[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}

/** A text to look for with LIKE, its own wildcards taken literally. */
export function likeText(plain: string): string {
  return `%${plain.replace(/[\\%_]/g, '\\$&')}%`;
}
