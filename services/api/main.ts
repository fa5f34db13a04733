import { resolve } from 'node:path';
import { Redis } from 'ioredis';
import { createLoginLimit } from '../access/accounts/login-limit.ts';
import { vaultKey } from '../access/vault/vault-key.ts';
import { bucketSettings, openBucket } from '../adapters/bucket/open-bucket.ts';
import { watchApi } from '../adapters/metrics/request-metrics.ts';
import { startMetrics } from '../adapters/metrics/start-metrics.ts';
import { openOidc } from '../adapters/oidc/oidc-provider.ts';
import { connectPostgres } from '../adapters/postgres/connect.ts';
import { openQueues } from '../adapters/queue/enqueue.ts';
import { openPublisher } from '../adapters/realtime/publish.ts';
import { startSockets } from '../adapters/realtime/sockets.ts';
import { systemClock } from '../clock.ts';
import { oidcSettings, readConfig, trustedProxies } from '../config.ts';
import { createLog } from '../log.ts';
import { closeOnSignal } from '../shutdown.ts';
import { createOpenAnswers } from './accounts/open-answers.ts';
import { startLoginWatch } from './accounts/watch-logins.ts';
import { createApp } from './app.ts';
import { ownOrigin, socketPerson } from './auth.ts';
import { listen, openServer } from './http/open-server.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { startLiveCameras } from './live/live-cameras.ts';
import { serve } from './live/upgrade.ts';
import { startCacheCleaning } from './playback/clean-cache.ts';

const config = readConfig(['VAULT_KEY']);
const log = createLog('api', config.LOG_LEVEL);
const metrics = await startMetrics({ host: config.METRICS_HOST, port: config.METRICS_PORT, log });
const { db, close: closeDb } = connectPostgres(config.DATABASE_URL, {
  max: 20,
  onIdleError: (error) => log.warn({ err: error }, 'database connection lost'),
});
const redis = new Redis(config.REDIS_URL, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
redis.on('error', (error) => log.warn({ err: error }, 'Redis is away'));
const bucket = await openBucket(bucketSettings(config, 'footage'));
const derived = await openBucket(bucketSettings(config, 'derived'));
const queues = openQueues({ redisUrl: config.REDIS_URL, log });
const publisher = openPublisher({ redisUrl: config.REDIS_URL, log });
const httpServer = openServer();
const openAnswers = createOpenAnswers();
const origin = () => ownOrigin(httpServer, config);
const sockets = startSockets({
  httpServer,
  redisUrl: config.REDIS_URL,
  log,
  origin,
  authenticate: (cookie) => socketPerson({ db, clock: systemClock, totpRoles: config.TOTP_ROLES }, cookie),
  onEnded: openAnswers.cut,
});
const openLogins = () => [...sockets.logins(), ...openAnswers.logins()];
const loginWatch = startLoginWatch({ db, clock: systemClock, log, end: sockets.endHere, openLogins });
const shared = {
  ...{ db, clock: systemClock, log, publish: publisher.publish, secretKey: Buffer.from(config.SECRET_KEY, 'hex') },
  ...{ ffmpegPath: config.FFMPEG_PATH, ffprobePath: config.FFPROBE_PATH },
};
const live = startLiveCameras({ ...shared, relayPath: config.RELAY_PATH });
const app = createApp({
  ...{ ...shared, live, bucket, derived, enqueue: queues.enqueue, vaultKey: vaultKey(config.VAULT_KEY) },
  ...{ loginLimit: createLoginLimit(redis), limitRate: createRateLimit(redis) },
  ...{ openAnswers, endLogins: sockets.endLogins, totpRoles: config.TOTP_ROLES },
  countRequest: watchApi(metrics.register, sockets.count),
  redisIsUp: async () => (await redis.ping()) === 'PONG',
  ...{ origin, trustProxy: trustedProxies(config.TRUST_PROXY) },
  ...{ loginHours: config.LOGIN_HOURS, viewMinutes: config.VIEW_MINUTES, cachePath: config.CACHE_PATH },
  ...{ webDist: resolve(config.WEB_DIST), tsaUrl: config.TSA_URL },
  oidc: openOidc(oidcSettings(config), { clock: systemClock, log }),
  privacy: { regulation: config.PRIVACY_REGULATION, contact: config.PRIVACY_CONTACT },
});
const cacheCleaning = startCacheCleaning(config.CACHE_PATH, log);
serve(httpServer, app);
listen(httpServer, { host: config.API_HOST, port: config.API_PORT, log, origin });

closeOnSignal(log, {
  ...{ live, sockets, loginWatch, cacheCleaning, queues, publisher },
  redis: { close: async () => redis.disconnect() },
  ...{ bucket, derived },
  database: { close: closeDb },
  metrics,
});
