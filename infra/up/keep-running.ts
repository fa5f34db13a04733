import { setTimeout as wait } from 'node:timers/promises';
import { lastLines } from '../stack/child.ts';

/** A started program as infra/stack gives it. */
export interface Running {
  pid: number;
  exited: Promise<string>;
  logPath: string;
  close: () => Promise<void>;
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** After living this long a program's next death is its first again. */
const settledMs = 60_000;

/** A program that is started again when it dies. */
export interface Kept<R> {
  first: R;
  /** The one that runs now, null while none does. */
  now: () => R | null;
  /** Ends it for good, or until `startAgain`. */
  close: () => Promise<void>;
  startAgain: () => Promise<void>;
}

/**
 * Starts a program and starts it again when it dies, after 1, 2, 4 … 30 s. The first start must succeed, or this
 * fails. `say` hears of each death, with the end of the program's log.
 */
export async function keepRunning<R extends Running>(
  name: string,
  start: () => Promise<R>,
  say: (line: string) => void,
): Promise<Kept<R>> {
  const first = await start();
  const state: { running: R | null } = { running: first };
  let closing = new AbortController();
  let watched = watch(state, { name, start, say, closing: closing.signal });
  return {
    first,
    now: () => state.running,
    close: async () => {
      closing.abort();
      await watched;
    },
    startAgain: async () => {
      state.running = await start();
      closing = new AbortController();
      watched = watch(state, { name, start, say, closing: closing.signal });
    },
  };
}

interface Watch<R> {
  name: string;
  start: () => Promise<R>;
  say: (line: string) => void;
  closing: AbortSignal;
}

async function watch<R extends Running>(state: { running: R | null }, watching: Watch<R>) {
  const { name, start, say, closing } = watching;
  let pauseMs = firstPauseMs;
  while (!closing.aborted) {
    const { running } = state;
    if (running) {
      const since = Date.now();
      const how = await Promise.race([running.exited, aborted(closing)]);
      if (closing.aborted) break;
      state.running = null;
      say(`${name} ended (${how}); its last lines in ${running.logPath}:\n${await lastLines(running.logPath)}`);
      if (Date.now() - since > settledMs) pauseMs = firstPauseMs;
    }
    await wait(pauseMs, undefined, { signal: closing }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    if (closing.aborted) break;
    state.running = await start().catch((error: Error) => {
      say(`${name} did not start again: ${error.message}`);
      return null;
    });
    if (state.running) say(`${name} runs again`);
  }
  await state.running?.close();
  state.running = null;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
