import pg from 'pg';

/** Whether PostgreSQL refused a value for what it is (class 22, for example a number out of range): trying again is vain. */
export function isDataError(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code ?? '').startsWith('22');
}
