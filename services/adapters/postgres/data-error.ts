import pg from 'pg';

/** not_null, foreign_key and check violations. The others (unique, exclusion) depend on what else is there. */
const unfitCodes = ['23502', '23503', '23514'];

/** Whether PostgreSQL refused a value for what it is (class 22, or one that breaks a rule): trying again is vain. */
export function isDataError(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return error.code.startsWith('22') || unfitCodes.includes(error.code);
}
