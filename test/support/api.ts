import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import { createAccount } from '../../services/access/accounts/accounts.ts';
import { createLoginLimit } from '../../services/access/accounts/login-limit.ts';
import { vaultKey } from '../../services/access/vault/vault-key.ts';
import { openBucket } from '../../services/adapters/bucket/open-bucket.ts';
import { watchApi } from '../../services/adapters/metrics/request-metrics.ts';
import { openQueues } from '../../services/adapters/queue/enqueue.ts';
import { openPublisher } from '../../services/adapters/realtime/publish.ts';
import { startSockets } from '../../services/adapters/realtime/sockets.ts';
import { createOpenAnswers } from '../../services/api/accounts/open-answers.ts';
import { startLoginWatch } from '../../services/api/accounts/watch-logins.ts';
import type { ApiDeps } from '../../services/api/api-deps.ts';
import { createApp } from '../../services/api/app.ts';
import { socketPerson } from '../../services/api/auth.ts';
import { openServer } from '../../services/api/http/open-server.ts';
import { createRateLimit } from '../../services/api/http/rate-limit.ts';
import { startLiveCameras } from '../../services/api/live/live-cameras.ts';
import { systemClock } from '../../services/clock.ts';
import type { Role } from '../../services/contracts/access/account.ts';
import { createLog } from '../../services/log.ts';
import { openClient } from './client.ts';
import { watchAnswers } from './house/documented-answers.ts';
import { freshDatabase, redisUrl, testFolder } from './stack.ts';

export type TestApi = Awaited<ReturnType<typeof startApi>>;

const password = 'long-enough-password';

/**
 * The api in this process, over a database of its own, the run's Redis and a disk store. `change` replaces parts. Nobody must have a
 * second factor, unless `change.totpRoles` says so.
 */
export async function startApi(change: Partial<ApiDeps> = {}) {
  const database = await freshDatabase();
  const url = await redisUrl();
  const log = change.log ?? createLog('test', 'silent');
  const httpServer = openServer();
  httpServer.listen(0, '127.0.0.1');
  await once(httpServer, 'listening');
  const baseUrl = originOf(httpServer);
  const parts = await openParts(url, log);
  const { clock = systemClock, totpRoles = [] } = change;
  const logins = { httpServer, url, log, baseUrl, db: database.db, clock, totpRoles };
  const { sockets, openAnswers, loginWatch } = startLogins(logins);
  const register = new Registry();
  const live = startLiveCameras({ ...parts.deps, db: database.db, clock, log, relayPath: parts.relayPath });
  const deps: ApiDeps = {
    ...{ ...parts.deps, live },
    ...{ db: database.db, clock, log, totpRoles, openAnswers, endLogins: sockets.endLogins },
    countRequest: watchApi(register, sockets.count),
    origin: () => baseUrl,
    ...change,
  };
  const answers = watchAnswers();
  answers.serve(httpServer, createApp(deps));

  return {
    baseUrl,
    deps,
    /** What the api counts for /metrics. */
    metrics: () => register.metrics(),
    ...{ db: database.db, url: database.url, ownerUrl: database.ownerUrl },
    /** The folder of the disk store: an object version is the file `<key>/<version id>`. */
    footagePath: parts.footagePath,
    /** A new account and a browser that is logged in with it. */
    async visitor(role: Role, login: string = role) {
      const account = await createAccount(
        database.db,
        { id: null },
        { login, name: `Name of ${login}`, role, password, keepsPassword: true },
      );
      const client = openClient(baseUrl);
      await client.logIn(login, password);
      return { ...client, id: account.id, login, role, password };
    },
    stranger: () => openClient(baseUrl),
    async close() {
      await live.close();
      httpServer.closeAllConnections();
      await loginWatch.close();
      await sockets.close();
      await parts.close();
      await database.close();
      answers.requireDocumented();
    },
  };
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

interface LoginParts extends Pick<ApiDeps, 'db' | 'clock' | 'log' | 'totpRoles'> {
  httpServer: Server;
  /** Of Redis. */
  url: string;
  baseUrl: string;
}

/** Sockets and what ends them, as main.ts starts them. */
function startLogins({ httpServer, url, log, baseUrl, db, clock, totpRoles }: LoginParts) {
  const openAnswers = createOpenAnswers();
  const sockets = startSockets({
    ...{ httpServer, redisUrl: url, log, origin: () => baseUrl, onEnded: openAnswers.cut },
    authenticate: (cookie) => socketPerson({ db, clock, totpRoles }, cookie),
  });
  const openLogins = () => [...sockets.logins(), ...openAnswers.logins()];
  const loginWatch = startLoginWatch({ db, clock, log, end: sockets.endHere, openLogins });
  return { sockets, openAnswers, loginWatch };
}

async function openParts(url: string, log: ApiDeps['log']) {
  const folder = await testFolder('api');
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  await redis.flushdb();
  const footagePath = join(folder, 'footage');
  const bucket = await openBucket({ kind: 'disk', path: footagePath, locked: true });
  const derived = await openBucket({ kind: 'disk', path: join(folder, 'derived'), locked: false });
  const queues = openQueues({ redisUrl: url, log });
  const publisher = openPublisher({ redisUrl: url, log });
  const settings = {
    secretKey: Buffer.alloc(32, 7),
    vaultKey: vaultKey('08'.repeat(32)),
    loginHours: 12,
    viewMinutes: 60,
    cachePath: join(folder, 'cache'),
    ffmpegPath: 'ffmpeg',
    ffprobePath: 'ffprobe',
    webDist: folder,
    tsaUrl: '',
    privacy: { regulation: '', contact: '' },
    trustProxy: false as const,
    oidc: null,
  };
  return {
    ...{ footagePath, relayPath: join(folder, 'relay') },
    deps: {
      ...settings,
      bucket,
      derived,
      enqueue: queues.enqueue,
      publish: publisher.publish,
      loginLimit: createLoginLimit(redis),
      // Tests ask faster than people.
      limitRate: createRateLimit(redis, { strangers: 1e6, all: 1e6, writes: 1e6 }),
      redisIsUp: async () => (await redis.ping()) === 'PONG',
    },
    close: async () => {
      await queues.close();
      await publisher.close();
      redis.disconnect();
      await bucket.close();
      await derived.close();
    },
  };
}
