import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../stack/free-port.ts';
import { startMinio } from '../stack/minio.ts';
import { minioProgram } from '../stack/minio-identities.ts';
import type { Running } from './keep-running.ts';

/** Settings of the object store for each program: MinIO gives each an identity that may do only what it must. */
export interface ObjectStore {
  isWorm: boolean;
  env: Record<'api' | 'ingest' | 'jobs', Record<string, string>>;
}

/** Starts something that is kept running. */
export type Keep = <R extends Running>(name: string, start: () => Promise<R>) => Promise<R>;

/** The server MINIO_ENDPOINT names, else MinIO where its program is, else a disk store. */
export async function startObjectStore(dataPath: string, rootPassword: string, keep: Keep): Promise<ObjectStore> {
  if (process.env.MINIO_ENDPOINT) return foreignStore(process.env.MINIO_ENDPOINT);
  const programs = [minioProgram('minio'), minioProgram('mc')];
  if (!programs.every((path) => existsSync(path))) return diskStore(dataPath);
  const port = await freePort();
  const logPath = join(dataPath, 'logs', 'minio.log');
  const lockDays = wantedLockDays(process.env.LOCK_DAYS);
  const start = () => startMinio({ dataPath: join(dataPath, 'minio'), port, rootPassword, lockDays, logPath });
  const minio = await keep('MinIO', start);
  const identity = ({ accessKey, secretKey }: { accessKey: string; secretKey: string }) => ({
    BUCKET_KIND: 's3',
    S3_ENDPOINT: minio.endpoint,
    S3_ACCESS_KEY: accessKey,
    S3_SECRET_KEY: secretKey,
  });
  const { api, ingest, custody } = minio.identities;
  return { isWorm: true, env: { api: identity(api), ingest: identity(ingest), jobs: identity(custody) } };
}

function wantedLockDays(setting: string | undefined): number {
  const days = Number(setting || 90);
  if (Number.isInteger(days) && days >= 1) return days;
  throw new Error(`LOCK_DAYS is ${setting}: it must be a whole number of days, 1 or more`);
}

/** A server somebody else runs, its buckets made already; S3_ACCESS_KEY and S3_SECRET_KEY come with the environment. */
function foreignStore(endpoint: string): ObjectStore {
  const env = { BUCKET_KIND: 's3', S3_ENDPOINT: endpoint };
  return { isWorm: true, env: { api: env, ingest: env, jobs: env } };
}

/** A disk store that stands in where there is no MinIO: same interface, but whoever has the disk can change it. */
async function diskStore(dataPath: string): Promise<ObjectStore> {
  const path = join(dataPath, 'store');
  await mkdir(path, { recursive: true, mode: 0o700 });
  const env = { BUCKET_KIND: 'disk', BUCKET_DISK_PATH: path };
  return { isWorm: false, env: { api: env, ingest: env, jobs: env } };
}
