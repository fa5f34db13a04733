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
 * One page of what several queries find, newest first; each selects `id` and `at`, and is in that order and limited to one
 * more than the page itself. A text is looked for in one way after the other, each of which has an index of its own: all in
 * one condition had none. `load` reads the things of a page, in any order.
 */
export async function newestPage<T extends { id: string }>(
  db: Db,
  queries: readonly RawBuilder<unknown>[],
  limit: number,
  load: (ids: string[]) => Promise<T[]>,
): Promise<{ items: T[]; nextCursor: string | null }> {
  const all = sql.join(
    queries.map((query) => sql`(${query})`),
    sql` union `,
  );
  const { rows } =
    await sql<Cursor>`select id, at from (${all}) found order by at desc, id desc limit ${limit + 1}`.execute(db);
  const { page, nextCursor } = pageOfRows(rows, limit, (row) => row);
  if (page.length === 0) return { items: [], nextCursor };
  const loaded = await load(page.map(({ id }) => id));
  const byId = new Map(loaded.map((one) => [one.id, one]));
  return { items: page.flatMap(({ id }) => byId.get(id) ?? []), nextCursor };
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
