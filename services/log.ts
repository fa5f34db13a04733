import { pino } from 'pino';

/** Logger of one program. ERROR means a person must act. Secrets and media addresses are cut out by name. */
export function createLog(program: string, level: string) {
  return pino({
    level,
    base: { program },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'password',
        '*.password',
        'cookie',
        '*.cookie',
        'authorization',
        '*.authorization',
        'address',
        '*.address',
      ],
      censor: '…',
    },
  });
}

export type Log = ReturnType<typeof createLog>;
