import type { Database } from '../adapters/postgres/connect.ts';
import type { Enqueue } from '../adapters/queue/enqueue.ts';
import type { Publish } from '../adapters/realtime/publish.ts';
import type { Clock } from '../clock.ts';

/** What changing sessions and cases stands on. */
export interface CaseworkDeps {
  db: Database;
  enqueue: Enqueue;
  publish: Publish;
  clock: Clock;
}
