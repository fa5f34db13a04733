import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunAs, runAs } from './run-as.ts';

export interface ChildOptions {
  /** What people call the program, for messages. */
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Everything it prints is appended here. */
  logPath: string;
  user?: RunAs;
  /** Asked again and again until it says true; an exception counts as "not yet". */
  isReady: () => Promise<boolean>;
  readyTimeoutMs?: number;
  stopSignal?: NodeJS.Signals;
  /** After this `close` kills. */
  stopTimeoutMs?: number;
}

export interface Child {
  pid: number;
  /** Settles when the program has ended, for whatever reason. */
  exited: Promise<string>;
  logPath: string;
  kill: (signal: NodeJS.Signals) => void;
  close: () => Promise<void>;
}

/**
 * Starts a program, waits until it is ready, and gives back its handle. It has a session of its own, so Ctrl-C
 * reaches only us and we end it in order; and it is told to end when we die, whatever kills us (Linux).
 * Fails with the last lines of its log when it ends early or is not ready in time.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { child, exited } = await launch(options);
  const { pid } = child;
  const state = { ended: '' };
  void exited.then((how) => {
    state.ended = how;
  });
  if (pid === undefined) throw new Error(`${options.name} cannot be started: ${await exited}`);
  const close = () => stop(child, exited, state, options);
  try {
    await untilReady(options, state);
  } catch (error) {
    await close();
    throw error;
  }
  return { pid, exited, logPath: options.logPath, kill: (signal) => void child.kill(signal), close };
}

async function launch(options: ChildOptions): Promise<{ child: ChildProcess; exited: Promise<string> }> {
  await mkdir(dirname(options.logPath), { recursive: true });
  const log = await open(options.logPath, 'a', 0o600);
  try {
    const { user, stopSignal } = options;
    const [command, args] = runAs(options.command, options.args, { user, deathSignal: stopSignal });
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    // Listened to at once: a program that ends within the same moment must not be missed.
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    return { child, exited };
  } finally {
    await log.close();
  }
}

async function untilReady(options: ChildOptions, state: { ended: string }) {
  const deadline = Date.now() + (options.readyTimeoutMs ?? 30_000);
  for (;;) {
    if (state.ended)
      throw new Error(`${options.name} ended at start (${state.ended})\n${await lastLines(options.logPath)}`);
    if (await options.isReady().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(`${options.name} is not ready\n${await lastLines(options.logPath)}`);
    await wait(50);
  }
}

async function stop(child: ChildProcess, exited: Promise<string>, state: { ended: string }, options: ChildOptions) {
  if (state.ended) return;
  child.kill(options.stopSignal ?? 'SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), options.stopTimeoutMs ?? 10_000);
  await exited;
  clearTimeout(impatience);
}

/** The end of a log, for a message that says why a program died. */
export async function lastLines(path: string, count = 12): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.map((line) => `    ${line}`).join('\n');
}
