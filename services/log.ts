import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, pino } from 'pino';

/**
 * Logger of one program. ERROR means a person must act. Secrets, people's data and media addresses are cut out by name
 * however deep they lie; passwords in addresses and cookies also out of words, such as the message of an error.
 */
export function createLog(program: string, level: string, destination: DestinationStream = pino.destination(1)) {
  return pino(
    {
      level,
      base: { program },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => lineContext.getStore() ?? {},
      // What a child log is bound to is written before the formatter sees it.
      redact: { paths: [...secretNames, ...secretNames.map((name) => `*.${name}`)], censor },
      formatters: { log: (context) => withoutSecrets(context) as Record<string, unknown> },
      serializers: { err: (error: unknown) => withoutSecrets(pino.stdSerializers.err(error as Error)) },
      hooks: { streamWrite: withoutSecretWords },
    },
    destination,
  );
}

/** What all that is logged meanwhile is about, for example a request; also what is logged much later because of it. */
const lineContext = new AsyncLocalStorage<Record<string, string>>();

/** Runs something; each line that is logged in it, by whatever log, holds `context`. */
export function withLineContext(context: Record<string, string>, run: () => void): void {
  lineContext.run(context, run);
}

export type Log = ReturnType<typeof createLog>;

const censor = '…';
const secretNames = [
  ...['password', 'cookie', 'authorization', 'token', 'secret', 'otp', 'totp', 'recoveryCode', 'recoveryCodes'],
  ...['address', 'identity', 'telephone', 'paper'],
];
const isSecretName = new RegExp(
  `^(set-)?(${secretNames.join('|')}|\\w*(password|secret|token)\\w*|(vault|secret|access|private)_?key)$`,
  'i',
);

/** A code to log in with; other codes are words. */
const isLoginCode = (name: string, value: unknown) => /code$/i.test(name) && /^\d{6,8}$/.test(String(value));

function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Error) return value;
  if (Buffer.isBuffer(value) || depth > 6) return censor;
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecretName.test(name) || isLoginCode(name, inner) ? censor : withoutSecrets(inner, depth + 1),
    ]),
  );
}

/** `rtsp://user:password@camera`, `minhchung=<token>`, `Bearer <token>` anywhere in a line. */
function withoutSecretWords(line: string): string {
  return line
    .replace(/(\w:\/\/)[^\s/:@"\\]*:[^\s/@"\\]*@/g, `$1${censor}@`)
    .replace(/\b(minhchung\w*=)[^\s;"\\]+/g, `$1${censor}`)
    .replace(/\b(Bearer|Basic) [\w.~+/=-]{8,}/g, `$1 ${censor}`);
}
