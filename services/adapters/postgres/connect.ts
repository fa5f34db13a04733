import { Socket } from 'node:net';
import { type ControlledTransaction, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

/** The database itself, without the life of the pool. */
export type Database = Kysely<Tables>;

/** A connection or a transaction: what use cases take as their first argument. */
export type Db = Database | Transaction<Tables> | ControlledTransaction<Tables>;
export type Tx = Transaction<Tables>;

/** Runs `run` in the transaction that `db` is, or in one of its own. */
export function inTransaction<T>(db: Db, run: (tx: Tx) => Promise<T>): Promise<T> {
  return db.isTransaction ? run(db as Tx) : db.transaction().execute(run);
}

const int8 = 20;
/** Longer than any query of ours; one that waits for a lock fails then, and is tried again by whoever asked. */
const statementMs = 15_000;
/** A program that was frozen in the middle of a transaction loses its locks. */
const idleInTransactionMs = 10_000;
/** A connection on which nothing comes for this long is dead: the server answers or refuses before. */
const silentMs = 20_000;

/**
 * Opens a pool. int8 is read as number (ticks and counters stay far below 2^53).
 * A connection that breaks while idle is replaced; `onIdleError` hears of it. Every query ends: with an error when the
 * server does not answer.
 */
export function connectPostgres(url: string, options: { max?: number; onIdleError?: (error: Error) => void } = {}) {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5000,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    stream: openSocket,
    types: types as unknown as pg.CustomTypesConfig,
  });
  // One that breaks in use fails its query, whose caller hears of it; without a listener the program would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => options.onIdleError?.(error));
  const db: Database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { db, close: () => db.destroy() };
}

function openSocket(): Socket {
  const socket = new Socket();
  return socket.setTimeout(silentMs, () => socket.destroy(new Error('the database does not answer')));
}
