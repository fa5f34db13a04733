import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../adapters/postgres/connect.ts';
import type { CaseKind } from '../../contracts/case.ts';

/** `KN-2026-000123`. */
export function formatCaseKey(kind: CaseKind, year: number, number: number): string {
  return `${kind}-${year}-${String(number).padStart(6, '0')}`;
}

/** The year it is in Vietnam. */
export function vietnamYear(now: Date): number {
  return Number(new Intl.DateTimeFormat('en', { timeZone: 'Asia/Ho_Chi_Minh', year: 'numeric' }).format(now));
}

/** Opaque code: the only trace of a case in object tags and manifests. Says nothing of kind, number or date. */
export function newCaseCode(): string {
  return `c-${randomBytes(8).toString('hex')}`;
}

/** The next number of a kind and year; numbers are given once, also when two ask at the same time. */
export async function nextCaseKey(tx: Tx, kind: CaseKind, year: number): Promise<string> {
  const { last } = await tx
    .insertInto('case_counters')
    .values({ kind, year, last: 1 })
    .onConflict((conflict) => conflict.columns(['kind', 'year']).doUpdateSet({ last: sql`case_counters.last + 1` }))
    .returning('last')
    .executeTakeFirstOrThrow();
  return formatCaseKey(kind, year, last);
}

/** A number given by hand moves the counter on, so that it is not given again. */
export async function skipTo(tx: Tx, key: string): Promise<void> {
  const [kind = '', year = '', number = ''] = key.split('-');
  await tx
    .insertInto('case_counters')
    .values({ kind, year: Number(year), last: Number(number) })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'year']).doUpdateSet({ last: sql`greatest(case_counters.last, ${Number(number)})` }),
    )
    .execute();
}
