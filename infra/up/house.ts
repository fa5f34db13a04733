import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../services/adapters/postgres/migrate.ts';
import { type SimulatedCameras, startSimulatedCameras } from '../stack/camera.ts';
import { freePort } from '../stack/free-port.ts';
import { startPostgres } from '../stack/postgres.ts';
import { startRedis } from '../stack/redis.ts';
import { buildWeb, checkDiskSpace } from './checks.ts';
import { chooseCameraPort, demoCameraPort, demoCameras } from './demo.ts';
import { type Kept, keepRunning, type Running } from './keep-running.ts';
import { type Keep, type ObjectStore, startObjectStore } from './object-store.ts';
import { type Program, startProgram } from './programs.ts';
import { loadSecrets, type Secrets, writePrivate } from './secrets.ts';
import { type DemoAccount, hasCameras, seedDemo } from './seed.ts';

export interface HouseOptions {
  dataPath: string;
  apiHost: string;
  apiPort: number;
  /** Demo rooms, cameras and accounts, if the database has no camera yet. */
  demo: boolean;
  /** Port for the demo's cameras; any free one when it is taken or not given. */
  cameraPort?: number;
  /** How many ingest workers share the cameras, each with a spool of its own; 1 when not given. */
  ingestWorkers?: number;
  /** Settings for all programs, over what this makes itself. */
  env?: Record<string, string>;
  /** Port of the api's /metrics; not served when not given. */
  apiMetricsPort?: number;
  say: (line: string) => void;
}

export interface House {
  origin: string;
  /** Accounts made now, with their passwords; empty when there were accounts already. */
  accounts: DemoAccount[];
  /** The demo's cameras; null where there is no demo. */
  cameras: SimulatedCameras | null;
  isWorm: boolean;
  /** What the programs are set to, without their S3 identities. */
  env: Record<string, string>;
  /** By name: PostgreSQL, Redis, MinIO, Simulated cameras, api, jobs, ingest, ingest-2 … */
  parts: Map<string, Kept<Running>>;
  /** Ends everything in order: what takes in first, the stores last. */
  close: () => Promise<void>;
}

/** One machine's whole house: stores, migrations, demo, then the three programs. What was started ends when a later step fails. */
export async function startHouse(options: HouseOptions): Promise<House> {
  const parts: House['parts'] = new Map();
  const close = async () => {
    for (const part of [...parts.values()].reverse()) await part.close();
  };
  try {
    return { ...(await build(options, parts)), parts, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(options: HouseOptions, parts: House['parts']) {
  const { dataPath, apiHost, apiPort, demo, cameraPort = 0, say } = options;
  const step = stepper(say);
  const keep: Keep = async (name, start) => {
    const kept = await step(name, () => keepRunning(name, start, say));
    parts.set(name, kept);
    return kept.first;
  };
  await mkdir(dataPath, { recursive: true, mode: 0o755 });
  await checkDiskSpace(dataPath);
  const port = await freePort(apiPort);
  const secrets = await loadSecrets(dataPath);
  await step('Web pages', buildWeb);
  const stores = await startStores(dataPath, secrets, keep);
  await step('Migrations', () => migrate(stores.ownerUrl));
  const env = { ...commonEnv(dataPath, stores, secrets), ...secondFactors(demo), ...options.env };
  await writePrivate(join(dataPath, 'env'), envFile({ ...env, ...stores.objects.env.api }));
  const { accounts, cameras } = await startDemo(dataPath, {
    demo,
    wantedPort: cameraPort,
    stores,
    secrets,
    keep,
    step,
  });
  const origin = `http://${apiHost.includes(':') ? `[${apiHost}]` : apiHost}:${port}`;
  for (const program of programs(origin, {
    ...options,
    port,
    env,
    store: stores.objects.env,
    vaultKey: secrets.vaultKey,
  })) {
    await keep(program.name, () => startProgram(program, join(dataPath, 'logs')));
  }
  return { origin, accounts, cameras, env, isWorm: stores.objects.isWorm };
}

type Step = <T>(name: string, run: () => Promise<T>) => Promise<T>;

/** Says what is being done and how long it took. */
function stepper(say: (line: string) => void): Step {
  return async (name, run) => {
    const startedAt = Date.now();
    say(`${name} …`);
    const result = await run();
    say(`${name} ready (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
    return result;
  };
}

interface Stores {
  ownerUrl: string;
  serviceUrl: string;
  redisUrl: string;
  objects: ObjectStore;
}

async function startStores(dataPath: string, secrets: Secrets, keep: Keep): Promise<Stores> {
  const logs = join(dataPath, 'logs');
  // Ports are chosen once, so that a store that is started again is found where it was.
  const [postgresPort, redisPort] = [await freePort(), await freePort()];
  const passwords = { admin: secrets.postgresAdmin, owner: secrets.postgresOwner, service: secrets.postgresService };
  const postgres = await keep('PostgreSQL', () =>
    startPostgres({
      dataPath: join(dataPath, 'postgres'),
      port: postgresPort,
      passwords,
      logPath: join(logs, 'postgres.log'),
    }),
  );
  const redis = await keep('Redis', () =>
    startRedis({ dataPath: join(dataPath, 'redis'), port: redisPort, logPath: join(logs, 'redis.log') }),
  );
  const objects = await startObjectStore(dataPath, secrets.minioRoot, keep);
  return { ownerUrl: postgres.ownerUrl, serviceUrl: postgres.serviceUrl, redisUrl: redis.url, objects };
}

interface DemoParts {
  demo: boolean;
  wantedPort: number;
  stores: Stores;
  secrets: Secrets;
  keep: Keep;
  step: Step;
}

async function startDemo(dataPath: string, { demo, wantedPort, stores, secrets, keep, step }: DemoParts) {
  let cameraPort = await demoCameraPort(dataPath);
  const isNew = cameraPort === null && demo && !(await hasCameras(stores.serviceUrl));
  if (isNew) cameraPort = await chooseCameraPort(dataPath, wantedPort);
  if (cameraPort === null) return { accounts: [], cameras: null };
  const port = cameraPort;
  const logPath = join(dataPath, 'logs', 'cameras.log');
  const cameras = await keep('Simulated cameras', () => startSimulatedCameras({ cameras: demoCameras, port, logPath }));
  // Repeated until it has run to its end: a start that was interrupted is made good by the next one.
  const seeds = { cameraPort: port, secretKey: secrets.secretKey };
  return { accounts: await step('Demo data', () => seedDemo(stores.serviceUrl, seeds)), cameras };
}

/** Whoever tries the demo has no phone enrolled. An installation without it asks for second factors, unless it is told otherwise. */
function secondFactors(demo: boolean): Record<string, string> {
  const wanted = process.env.TOTP_ROLES;
  if (wanted !== undefined) return { TOTP_ROLES: wanted };
  return demo ? { TOTP_ROLES: '' } : {};
}

function commonEnv(dataPath: string, stores: Stores, secrets: Secrets): Record<string, string> {
  return {
    DATABASE_URL: stores.serviceUrl,
    DATABASE_OWNER_URL: stores.ownerUrl,
    REDIS_URL: stores.redisUrl,
    SECRET_KEY: secrets.secretKey,
    CACHE_PATH: join(dataPath, 'cache'),
    RELAY_PATH: join(dataPath, 'relay'),
    SPOOL_PATH: join(dataPath, 'spool'),
    KEYS_PATH: join(dataPath, 'keys'),
  };
}

const envFile = (env: Record<string, string>) =>
  `# Written by npm run up at each start, for npm run account, check-store and the like; the store's identity may only read\n${Object.entries(
    env,
  )
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')}`;

interface ProgramSettings extends Pick<HouseOptions, 'apiHost' | 'ingestWorkers' | 'apiMetricsPort'> {
  port: number;
  env: Record<string, string>;
  store: ObjectStore['env'];
  /** The api's alone: in no file that other programs or commands read. */
  vaultKey: string;
}

function programs(
  origin: string,
  { apiHost, ingestWorkers = 1, apiMetricsPort, port, env, store, vaultKey }: ProgramSettings,
): Program[] {
  // Programs never get the owner's address: only migrations need it.
  const { DATABASE_OWNER_URL: _, ...shared } = env;
  const metrics = apiMetricsPort === undefined ? {} : { METRICS_PORT: String(apiMetricsPort) };
  const api = { ...shared, ...metrics, ...store.api, VAULT_KEY: vaultKey, API_HOST: apiHost, API_PORT: String(port) };
  const isReady = async () => (await fetch(`${origin}/api/health`)).ok;
  return [
    { name: 'api', main: 'services/api/main.ts', env: api, isReady },
    { name: 'jobs', main: 'workers/jobs/main.ts', env: { ...shared, ...store.jobs } },
    ...Array.from({ length: ingestWorkers }, (_, i) => ingestWorker(i + 1, { ...shared, ...store.ingest })),
  ];
}

function ingestWorker(number: number, env: Record<string, string>): Program {
  const suffix = number === 1 ? '' : `-${number}`;
  const spool = { SPOOL_PATH: `${env.SPOOL_PATH}${suffix}` };
  return { name: `ingest${suffix}`, main: 'workers/ingest/main.ts', env: { ...env, ...spool } };
}
