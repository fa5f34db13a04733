import type { Log } from './log.ts';

/** Anything with a life. */
export interface Closable {
  close: () => Promise<void>;
}

/**
 * Ends a program in order on SIGINT or SIGTERM: closes `parts` one after the other, then exits 0.
 * A second signal ends it at once. A part that fails to close is logged and makes the exit code 1.
 */
export function closeOnSignal(log: Log, parts: Record<string, Closable>): void {
  let closing = false;
  const onSignal = async () => {
    if (closing) process.exit(1);
    closing = true;
    for (const [name, part] of Object.entries(parts)) {
      try {
        await part.close();
      } catch (error) {
        process.exitCode = 1;
        log.error({ err: error, part: name }, 'part did not close');
      }
    }
    log.info('stopped');
    process.exit();
  };
  process.on('SIGINT', () => void onSignal());
  process.on('SIGTERM', () => void onSignal());
}
