import { loginsOver } from '../../access/accounts/logins.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';

interface WatchInputs {
  db: Db;
  clock: Clock;
  log: Log;
  /** Logins with a socket or an answer under way here. */
  openLogins: () => readonly string[];
  /** Ends them here. */
  end: (loginIds: readonly string[]) => void;
}

const everyMs = 700;

/**
 * Ends what logins that are over still have open in this process, within a second, however they ended: by the command
 * line, by running out, or on another api while Redis is away. One query a turn, none while nothing is open.
 */
export function startLoginWatch({ db, clock, log, openLogins, end }: WatchInputs) {
  let turn: Promise<void> | null = null;
  const look = async () => {
    try {
      end(await loginsOver(db, [...new Set(openLogins())], new Date(clock.now())));
    } catch (error) {
      log.warn({ err: error }, 'open logins not checked');
    }
  };
  const timer = setInterval(() => {
    // A database that is slow is not asked twice at once.
    turn ??= look().finally(() => {
      turn = null;
    });
  }, everyMs);
  return {
    async close() {
      clearInterval(timer);
      await turn;
    },
  };
}
