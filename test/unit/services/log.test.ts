import { expect, test } from 'vitest';
import { createLog } from '../../../services/log.ts';

/** What a log writes when called. pino writes to its stream, which the test looks into. */
function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const log = createLog('test', 'info');
  const lines: string[] = [];
  const symbols = Object.getOwnPropertySymbols(log);
  const streamSymbol = symbols.find((symbol) => symbol.description === 'pino.stream');
  if (!streamSymbol) throw new Error('pino keeps its stream elsewhere now');
  Object.assign(log, { [streamSymbol]: { write: (line: string) => lines.push(line) } });
  write(log);
  return lines.join('');
}

test('passwords, cookies and addresses do not reach the log', () => {
  const hidden = { password: 'geheim', cookie: 'geheim', authorization: 'geheim', address: 'rtsp://geheim' };
  const text = written((log) => {
    log.info(hidden, 'at the top');
    log.info({ camera: hidden }, 'one deeper');
  });
  expect(text).toContain('one deeper');
  expect(text).not.toContain('geheim');
});
