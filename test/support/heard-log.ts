import { createLog, type Log } from '../../services/log.ts';

/** A log that writes nowhere, and the words of all errors and warnings that go into it or its children. */
export function heardLog(): { log: Log; said: string[]; warned: string[] } {
  const [said, warned]: [string[], string[]] = [[], []];
  const log = createLog('test', 'silent');
  log.error = ((...words: unknown[]) => said.push(String(words[1]))) as typeof log.error;
  log.warn = ((...words: unknown[]) => warned.push(String(words[1]))) as typeof log.warn;
  log.child = (() => log) as unknown as typeof log.child;
  return { log, said, warned };
}
