import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';

/** What playing back needs; `bucket` with the identity that may only read. */
export interface PlaybackDeps {
  db: Database;
  bucket: Bucket;
  clock: Clock;
  log: Log;
  /** How long a view may be played. */
  viewMinutes: number;
  /** Folder for audio made playable; may be emptied. */
  cachePath: string;
  ffmpegPath: string;
}
