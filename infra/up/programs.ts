import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startChild } from '../stack/child.ts';

const root = join(import.meta.dirname, '../..');

export interface Program {
  /** Also the name of its log. */
  name: 'api' | 'jobs' | `ingest${string}`;
  main: string;
  env: Record<string, string>;
  /** Asked until it says yes; without it the program's first line with "started" in its log counts. */
  isReady?: () => Promise<boolean>;
}

/** Starts one of our programs with Node; its output goes to `<logs>/<name>.log`. */
export async function startProgram({ name, main, env, isReady }: Program, logsPath: string) {
  const logPath = join(logsPath, `${name}.log`);
  const before = await stat(logPath).then(
    ({ size }) => size,
    () => 0,
  );
  return startChild({
    name,
    command: process.execPath,
    args: [join(root, main)],
    cwd: root,
    env: { ...process.env, ...env },
    logPath,
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 30_000,
    isReady: isReady ?? (async () => (await textFrom(logPath, before)).includes('started')),
  });
}

async function textFrom(path: string, offset: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
