import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { derivedBucket, footageBucket, makeIdentities, minioProgram } from './minio-identities.ts';

export interface MinioOptions {
  dataPath: string;
  /** 0 = any free one. */
  port: number;
  /** Default GOVERNANCE retention of the footage bucket. */
  lockDays?: number;
  /** Of the root user, letters and digits; kept by the caller so that a second start on the same data works. */
  rootPassword?: string;
  logPath?: string;
}

const rootUser = 'minhchung-root';
const region = 'us-east-1';

/**
 * Starts MinIO on 127.0.0.1 with nothing calling home, and prepares it: the locked bucket for footage, the plain one for
 * posters, and an identity for each program that may do only what it must.
 */
export async function startMinio(options: MinioOptions) {
  const { dataPath } = options;
  await mkdir(join(dataPath, 'store'), { recursive: true, mode: 0o700 });
  const port = await freePort(options.port);
  const rootPassword = options.rootPassword ?? randomBytes(24).toString('hex');
  const endpoint = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'MinIO',
    command: minioProgram('minio'),
    args: ['server', join(dataPath, 'store'), '--address', `127.0.0.1:${port}`, '--quiet'],
    env: {
      ...process.env,
      MINIO_ROOT_USER: rootUser,
      MINIO_ROOT_PASSWORD: rootPassword,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      MINIO_CALLHOME_ENABLE: 'off',
      MINIO_CONFIG_ENV_FILE: '',
    },
    logPath: options.logPath ?? join(dataPath, 'minio.log'),
    isReady: async () => (await fetch(`${endpoint}/minio/health/cluster`, { signal: AbortSignal.timeout(2000) })).ok,
  });
  try {
    const root = { accessKey: rootUser, secretKey: rootPassword };
    const client = new Client({ endPoint: '127.0.0.1', port, useSSL: false, ...root });
    await makeBuckets(client, options.lockDays ?? 90);
    const identities = await makeIdentities({ endpoint, rootUser, rootPassword, configPath: join(dataPath, 'mc') });
    return { endpoint, port, rootUser, rootPassword, identities, ...child };
  } catch (error) {
    await child.close();
    throw error;
  }
}

export type Minio = Awaited<ReturnType<typeof startMinio>>;

/** The locked bucket for footage and the plain one for posters, where they are not there yet. */
export async function makeBuckets(client: Client, lockDays: number): Promise<void> {
  if (!(await client.bucketExists(footageBucket)))
    await client.makeBucket(footageBucket, region, { ObjectLocking: true });
  await client.setObjectLockConfig(footageBucket, { mode: 'GOVERNANCE', unit: 'Days', validity: lockDays });
  if (!(await client.bucketExists(derivedBucket))) await client.makeBucket(derivedBucket, region);
}
