import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import { cacheFolder } from '../../../infra/stack/camera/load-file.ts';
import { startChild } from '../../../infra/stack/child.ts';
import { freePort } from '../../../infra/stack/free-port.ts';
import { makeBuckets } from '../../../infra/stack/minio.ts';
import { footageBucket } from '../../../infra/stack/minio-identities.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';

const region = 'us-east-1';
const keys = { accessKey: 'root', secretKey: 'secret-of-root' };

/** Versity S3 Gateway over a folder (infra/setup.sh builds it): it has Object Lock, but not so that it can hold evidence. */
export async function startVersitygw(dataPath: string) {
  const [versions, store] = [join(dataPath, 'versions'), join(dataPath, 'store')];
  await mkdir(versions);
  await mkdir(store);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'versitygw',
    command: join(cacheFolder(process.env), 'bin', 'versitygw'),
    args: [`--port=127.0.0.1:${port}`, '--quiet', '--health=/health', 'posix', `--versioning-dir=${versions}`, store],
    env: { PATH: process.env.PATH, HOME: dataPath, ROOT_ACCESS_KEY: keys.accessKey, ROOT_SECRET_KEY: keys.secretKey },
    logPath: join(dataPath, 'versitygw.log'),
    isReady: async () => (await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(2000) })).ok,
  });
  try {
    const root = new Client({ endPoint: '127.0.0.1', port, useSSL: false, region, ...keys });
    await makeBuckets(root, 90);
    const open = () => openS3Bucket({ endpoint, region, ...keys, bucket: footageBucket, locked: true });
    return { open, root, close: child.close };
  } catch (error) {
    await child.close();
    throw error;
  }
}
