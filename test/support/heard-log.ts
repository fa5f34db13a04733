import { createLog, type Log } from '../../services/log.ts';

/** A log that writes nowhere, and the words of all errors that go into it or its children. */
export function heardLog(): { log: Log; said: string[] } {
  const said: string[] = [];
  const log = createLog('test', 'silent');
  log.error = ((...words: unknown[]) => said.push(String(words[1]))) as typeof log.error;
  log.child = (() => log) as unknown as typeof log.child;
  return { log, said };
}
