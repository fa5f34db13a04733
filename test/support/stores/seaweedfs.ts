import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'minio';
import { cacheFolder } from '../../../infra/stack/camera/load-file.ts';
import { startChild } from '../../../infra/stack/child.ts';
import { freePort } from '../../../infra/stack/free-port.ts';
import { makeBuckets } from '../../../infra/stack/minio.ts';
import { derivedBucket, footageBucket, type IdentityName, policyOf } from '../../../infra/stack/minio-identities.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';

const identities: IdentityName[] = ['ingest', 'api', 'custody'];
const region = 'us-east-1';
const keysOf = (name: string) => ({ accessKey: name, secretKey: `secret-of-${name}` });

/**
 * SeaweedFS (infra/setup.sh installs it): all its servers as one program on 127.0.0.1, with nothing calling home, the same
 * buckets as our MinIO and an identity for each program.
 */
export async function startSeaweedfs(dataPath: string) {
  const ports = await freePorts();
  const endpoint = `http://127.0.0.1:${ports.s3}`;
  await writeFile(join(dataPath, 's3.json'), JSON.stringify(identityConfig()), { mode: 0o600 });
  const child = await startChild({
    name: 'SeaweedFS',
    command: join(cacheFolder(process.env), 'bin', 'seaweedfs', 'bin', 'weed'),
    args: ['-logtostderr=true', 'server', ...optionsOf(dataPath, ports)],
    // It looks for more settings in the home folder and where it was started.
    cwd: dataPath,
    env: { PATH: process.env.PATH, HOME: dataPath },
    logPath: join(dataPath, 'seaweedfs.log'),
    isReady: async () => (await fetch(`${endpoint}/healthz`, { signal: AbortSignal.timeout(2000) })).ok,
    // In order it takes fifteen seconds, and its data goes with the test.
    stopSignal: 'SIGKILL',
  });
  const close = async () => {
    await child.close();
    await removeSockets(ports);
  };
  try {
    const root = new Client({ endPoint: '127.0.0.1', port: ports.s3, useSSL: false, region, ...keysOf('root') });
    await makeBuckets(root, 90);
    const open = (identity: IdentityName, which: 'footage' | 'derived' = 'footage', locked = which === 'footage') => {
      const bucket = which === 'footage' ? footageBucket : derivedBucket;
      return openS3Bucket({ endpoint, region, ...keysOf(identity), bucket, locked });
    };
    return { open, root, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export type Seaweedfs = Awaited<ReturnType<typeof startSeaweedfs>>;

function identityConfig() {
  const withKeys = (name: string) => ({ name, credentials: [keysOf(name)] });
  return {
    identities: [
      { ...withKeys('root'), actions: ['Admin'] },
      ...identities.map((name) => ({ ...withKeys(name), actions: [], policyNames: [name] })),
    ],
    policies: identities.map((name) => ({ name, content: JSON.stringify(policyHere(name)) })),
  };
}

/** As on MinIO but for one right: here only a marker needs `s3:DeleteObject`, and no condition keeps it from being made. */
function policyHere(name: IdentityName) {
  const { Version, Statement } = policyOf(name);
  const statements = Statement.map(({ Condition, ...one }) =>
    Condition ? { ...one, Action: one.Action.filter((action) => action !== 's3:DeleteObject') } : one,
  );
  return { Version, Statement: statements };
}

const servers = ['master', 'volume', 'filer', 's3'] as const;
type Ports = Record<(typeof servers)[number] | `${(typeof servers)[number]}Grpc`, number>;

async function freePorts(): Promise<Ports> {
  const found = new Set<number>();
  while (found.size < 2 * servers.length) found.add(await freePort());
  const [master = 0, masterGrpc = 0, volume = 0, volumeGrpc = 0, filer = 0, filerGrpc = 0, s3 = 0, s3Grpc = 0] = found;
  return { master, masterGrpc, volume, volumeGrpc, filer, filerGrpc, s3, s3Grpc };
}

/** It makes these whatever it is told, and removes them only when it ends in order. */
async function removeSockets(ports: Ports) {
  const paths = servers.map((name) => `/tmp/seaweedfs-${name}-grpc-${ports[`${name}Grpc`]}.sock`);
  await Promise.all(paths.map((path) => rm(path, { force: true })));
}

function optionsOf(dataPath: string, ports: Ports): string[] {
  return [
    `-dir=${dataPath}`,
    '-ip=127.0.0.1',
    '-ip.bind=127.0.0.1',
    '-master.telemetry=false',
    ...servers.flatMap((name) => [`-${name}.port=${ports[name]}`, `-${name}.port.grpc=${ports[`${name}Grpc`]}`]),
    // Small volumes: it takes several for each bucket.
    '-master.volumeSizeLimitMB=64',
    '-volume.max=100',
    '-filer',
    `-filer.localSocket=${join(dataPath, 'filer.sock')}`,
    '-s3',
    `-s3.localSocket=${join(dataPath, 's3.sock')}`,
    `-s3.config=${join(dataPath, 's3.json')}`,
    '-s3.port.iceberg=0',
    '-s3.port.lance=0',
  ];
}
