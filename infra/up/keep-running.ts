import { setTimeout as wait } from 'node:timers/promises';
import { lastLines } from '../stack/child.ts';

/** A started program as infra/stack gives it. */
export interface Running {
  exited: Promise<string>;
  logPath: string;
  close: () => Promise<void>;
}

const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** After living this long a program's next death is its first again. */
const settledMs = 60_000;

/**
 * Starts a program and starts it again when it dies, after 1, 2, 4 … 30 s. The first start must succeed, or this
 * fails. `say` hears of each death, with the end of the program's log.
 */
export async function keepRunning<R extends Running>(
  name: string,
  start: () => Promise<R>,
  say: (line: string) => void,
): Promise<{ first: R; close: () => Promise<void> }> {
  const closing = new AbortController();
  const first = await start();
  const watched = watch(first, { name, start, say, closing: closing.signal });
  return {
    first,
    close: async () => {
      closing.abort();
      await watched;
    },
  };
}

interface Watch<R> {
  name: string;
  start: () => Promise<R>;
  say: (line: string) => void;
  closing: AbortSignal;
}

async function watch<R extends Running>(first: R, { name, start, say, closing }: Watch<R>) {
  let running: R | null = first;
  let pauseMs = firstPauseMs;
  while (!closing.aborted) {
    const since = Date.now();
    if (running) {
      const how = await Promise.race([running.exited, aborted(closing)]);
      if (closing.aborted) break;
      say(`${name} ended (${how}); its last lines in ${running.logPath}:\n${await lastLines(running.logPath)}`);
      if (Date.now() - since > settledMs) pauseMs = firstPauseMs;
    }
    await wait(pauseMs, undefined, { signal: closing }).catch(() => {});
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    if (closing.aborted) return;
    running = await start().catch((error: Error) => {
      say(`${name} did not start again: ${error.message}`);
      return null;
    });
    if (running) say(`${name} runs again`);
  }
  await running?.close();
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
