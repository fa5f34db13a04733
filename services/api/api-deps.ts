import type { RequestHandler } from 'express';
import type { LoginLimit } from '../access/accounts/login-limit.ts';
import type { VaultKey } from '../access/vault/vault-key.ts';
import type { Bucket } from '../adapters/bucket/bucket.ts';
import type { OidcProvider } from '../adapters/oidc/oidc-provider.ts';
import type { Database } from '../adapters/postgres/connect.ts';
import type { Enqueue } from '../adapters/queue/enqueue.ts';
import type { Publish } from '../adapters/realtime/publish.ts';
import type { Clock } from '../clock.ts';
import type { Role } from '../contracts/access/account.ts';
import type { Log } from '../log.ts';
import type { OpenAnswers } from './accounts/open-answers.ts';
import type { LiveCameras } from './live/live-cameras.ts';

/** What the routes stand on; made in main.ts, or in test/support/api.ts. */
export interface ApiDeps {
  db: Database;
  /** Footage and manifests, with the identity that may only read. */
  bucket: Bucket;
  /** Posters and sprites. */
  derived: Bucket;
  clock: Clock;
  log: Log;
  publish: Publish;
  enqueue: Enqueue;
  loginLimit: LoginLimit;
  /** What is shown live. */
  live: LiveCameras;
  /** Answers under way, by login. */
  openAnswers: OpenAnswers;
  /** Closes the sockets and cuts the running answers of logins that are over, on every api process. */
  endLogins: (loginIds: readonly string[]) => void;
  /** Times each request for /metrics. */
  countRequest: RequestHandler;
  /** Stops floods. */
  limitRate: RequestHandler;
  /** Whose word is taken for where a request comes from (`trust proxy` of Express); false: nobody's. */
  trustProxy: false | number | string[];
  /** Whether Redis answers. */
  redisIsUp: () => Promise<boolean>;
  /** Origin that browsers use. */
  origin: () => string;
  /** Roles whose people must have a second factor. */
  totpRoles: readonly Role[];
  /** Where people may log in beside the password; null = nowhere. */
  oidc: OidcProvider | null;
  /** Key for camera passwords and second factors, 32 bytes. */
  secretKey: Buffer;
  /** Key of the visitor vault. */
  vaultKey: VaultKey;
  /** What the office says on the privacy page. */
  privacy: { regulation: string; contact: string };
  loginHours: number;
  viewMinutes: number;
  cachePath: string;
  ffmpegPath: string;
  ffprobePath: string;
  webDist: string;
  /** Time-stamping authority of the audit log; empty = none. */
  tsaUrl: string;
}
