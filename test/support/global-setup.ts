import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startMinio } from '../../infra/stack/minio.ts';
import type { Identities } from '../../infra/stack/minio-identities.ts';
import { startPostgres } from '../../infra/stack/postgres.ts';
import { startRedis } from '../../infra/stack/redis.ts';
import { migrate } from '../../services/adapters/postgres/migrate.ts';

/** What one run of tests shares: where its PostgreSQL, Redis and MinIO are. */
export interface SharedStack {
  postgresAdminUrl: string;
  postgresOwnerUrl: string;
  postgresServiceUrl: string;
  redisUrl: string;
  minio: { endpoint: string; rootUser: string; rootPassword: string; identities: Identities };
  dataPath: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: SharedStack;
  }
}

/** Starts the shared stack once for a project, with a migrated database that files clone. */
export default async function setup(project: TestProject) {
  const dataPath = await mkdtemp(join(tmpdir(), 'minhchung-test-'));
  await chmod(dataPath, 0o755);
  const passwords = { admin: 'admin', owner: 'owner', service: 'service' };
  const postgres = await startPostgres({ dataPath: join(dataPath, 'postgres'), port: 0, passwords, durable: false });
  const redis = await startRedis({ dataPath: join(dataPath, 'redis'), port: 0 });
  const minio = await startMinio({ dataPath: join(dataPath, 'minio'), port: 0 });
  await migrate(postgres.ownerUrl);
  const { endpoint, rootUser, rootPassword, identities } = minio;
  project.provide('stack', {
    postgresAdminUrl: postgres.adminUrl,
    postgresOwnerUrl: postgres.ownerUrl,
    postgresServiceUrl: postgres.serviceUrl,
    redisUrl: redis.url,
    minio: { endpoint, rootUser, rootPassword, identities },
    dataPath,
  });
  return async () => {
    await minio.close();
    await redis.close();
    await postgres.close();
    if (existsSync(dataPath)) await rm(dataPath, { recursive: true, force: true });
  };
}
