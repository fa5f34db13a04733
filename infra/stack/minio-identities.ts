import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './camera/load-file.ts';

const run = promisify(execFile);

export const footageBucket = 'minhchung';
export const derivedBucket = 'minhchung-derived';

/** Where setup.sh puts MinIO and its client. */
export function minioProgram(name: 'minio' | 'mc'): string {
  return join(cacheFolder(process.env), 'bin', name);
}

export interface Identity {
  accessKey: string;
  secretKey: string;
}
export type IdentityName = 'ingest' | 'api' | 'custody';
export type Identities = Record<IdentityName, Identity>;

interface Right {
  bucket: string;
  actions: string[];
  condition?: Record<string, Record<string, string>>;
}

const read = ['s3:GetObject', 's3:GetObjectVersion'];
const list = ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'];

/**
 * What each program may do. Ingest writes and may read back what it wrote, to confirm the lock and to adopt its own
 * object; the bucket's default lock protects it, because MinIO would let whoever may set retention also shorten it.
 * Nobody may bypass GOVERNANCE.
 */
const rights: Record<IdentityName, Right[]> = {
  ingest: [{ bucket: footageBucket, actions: ['s3:PutObject', 's3:GetObjectRetention', ...read, ...list] }],
  api: [
    { bucket: footageBucket, actions: [...read, ...list] },
    { bucket: derivedBucket, actions: [...read, ...list] },
  ],
  custody: [
    {
      bucket: footageBucket,
      actions: [
        's3:PutObject',
        's3:PutObjectTagging',
        's3:PutObjectVersionTagging',
        's3:GetObjectTagging',
        's3:GetObjectVersionTagging',
        's3:DeleteObjectTagging',
        's3:DeleteObjectVersionTagging',
        's3:GetObjectRetention',
        's3:PutObjectRetention',
        's3:GetObjectLegalHold',
        's3:PutObjectLegalHold',
        ...read,
        ...list,
      ],
    },
    // MinIO asks for s3:DeleteObject also where a version is named; without one, a marker would hide the footage.
    {
      bucket: footageBucket,
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      condition: { StringNotEquals: { 's3:versionid': '' } },
    },
    // Other servers ask for s3:DeleteObjectVersion where a version is named, also the only one.
    { bucket: derivedBucket, actions: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', ...read, ...list] },
  ],
};

/** Makes the three users and their policies, or brings them up to date. Secrets follow from the root password. */
export async function makeIdentities(server: {
  endpoint: string;
  rootUser: string;
  rootPassword: string;
  configPath: string;
}): Promise<Identities> {
  await mkdir(server.configPath, { recursive: true, mode: 0o700 });
  const { host } = new URL(server.endpoint);
  const env = {
    ...process.env,
    MC_CONFIG_DIR: server.configPath,
    MC_HOST_local: `http://${server.rootUser}:${server.rootPassword}@${host}`,
  };
  const mc = (args: string[], input = '') => {
    const running = run(minioProgram('mc'), ['--quiet', '--json', ...args], { env, timeout: 30_000 });
    // When mc ends before it reads, its own error says more than the broken pipe.
    running.child.stdin?.on('error', () => undefined).end(input);
    return running;
  };
  const names = Object.keys(rights) as IdentityName[];
  const made = await Promise.all(
    names.map(async (name): Promise<[IdentityName, Identity]> => {
      const identity = { accessKey: `minhchung-${name}`, secretKey: secretOf(server.rootPassword, name) };
      const policyPath = join(server.configPath, `${name}.json`);
      await writeFile(policyPath, JSON.stringify(policyOf(name)));
      await mc(['admin', 'policy', 'create', 'local', `minhchung-${name}`, policyPath]);
      // Through a pipe: a command line can be read by every user of the machine.
      await mc(['admin', 'user', 'add', 'local'], `${identity.accessKey}\n${identity.secretKey}\n`);
      await mc(['admin', 'policy', 'attach', 'local', `minhchung-${name}`, '--user', identity.accessKey]).catch(
        ignoreAttached,
      );
      return [name, identity];
    }),
  );
  return Object.fromEntries(made) as Identities;
}

/** MinIO calls it an error to attach a policy twice. */
function ignoreAttached(error: unknown) {
  const words = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
  if (!/already (in effect|attached)/i.test(words)) throw error;
}

/** The rights of an identity in the form that S3 servers take. */
export function policyOf(name: IdentityName) {
  const statements = rights[name].map(({ bucket, actions, condition }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    ...(condition ? { Condition: condition } : {}),
  }));
  return { Version: '2012-10-17', Statement: statements };
}

function secretOf(rootPassword: string, name: IdentityName): string {
  return createHmac('sha256', rootPassword).update(name).digest('hex').slice(0, 40);
}
