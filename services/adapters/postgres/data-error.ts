import pg from 'pg';

/** not_null, foreign_key and check violations. The others (unique, exclusion) depend on what else is there. */
const unfitCodes = ['23502', '23503', '23514'];

/**
 * Whether PostgreSQL refused a value for what it is: one of class 22, or one that breaks a rule of these tables or their
 * partitions. Trying again is vain then.
 */
export function isDataError(error: unknown, tables: readonly string[]): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  if (error.code.startsWith('22')) return true;
  const { code, table = '', column, constraint } = error;
  // A missing partition has the code of a check, but names no rule.
  const namesRule = constraint !== undefined || column !== undefined;
  return unfitCodes.includes(code) && namesRule && tables.some((one) => table === one || table.startsWith(`${one}_`));
}
