import { z } from 'zod';
import { role } from './contracts/access/account.ts';

const port = z.coerce.number().int().min(0).max(65535);
const milliseconds = z.coerce.number().int().min(1);
/** Without TLS somebody on the way to it could log anybody in. */
const oidcIssuer = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#@]/.test(text), 'an address without user, query and fragment')
  .refine(
    (text) => text.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(text),
    'https; http only on this machine (127.0.0.1, [::1], localhost)',
  );
const secretHex32 = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits (32 bytes)');

/** Every setting of every program, with its default. `.env.example` is checked against this by a test. */
export const configSchema = z.object({
  DATABASE_URL: z.string().describe('PostgreSQL, as the role minhchung_service'),
  DATABASE_OWNER_URL: z
    .string()
    .optional()
    .describe('PostgreSQL, as the role minhchung_owner; only migrations need it'),
  REDIS_URL: z.string().describe('Redis 7 or newer; may be flushed at any moment'),
  BUCKET_KIND: z
    .enum(['s3', 'disk'])
    .default('s3')
    .describe('s3, or disk: a stand-in without WORM for trying things out'),
  BUCKET_DISK_PATH: z.string().default('data/store').describe('Folder of the disk store'),
  S3_ENDPOINT: z
    .string()
    .default('http://127.0.0.1:9000')
    .describe('Address of MinIO or another S3 server with Object Lock'),
  S3_REGION: z.string().default('us-east-1').describe('Region name the S3 server expects'),
  S3_BUCKET: z.string().default('minhchung').describe('Bucket with Object Lock for footage and manifests'),
  S3_DERIVED_BUCKET: z.string().default('minhchung-derived').describe('Bucket without lock for posters and sprites'),
  S3_ACCESS_KEY: z
    .string()
    .default('')
    .describe('Identity of this program: ingest writes, api reads, jobs are custody'),
  S3_SECRET_KEY: z.string().default('').describe('Secret of that identity'),
  LOCK_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(90)
    .describe('Default GOVERNANCE retention of the footage bucket, days'),
  API_HOST: z.string().default('127.0.0.1').describe('Address the api listens on'),
  API_PORT: port.default(8080).describe('Port the api listens on; 0 = any free one'),
  PUBLIC_ORIGIN: z
    .string()
    .default('')
    .describe('Origin browsers use, for example https://minhchung.example; empty = http://API_HOST:API_PORT'),
  TRUST_PROXY: z
    .string()
    .regex(
      /^(\d|((loopback|linklocal|uniquelocal|[\da-f.:]+(\/[1-9]\d*)?)(, *|$))*)$/i,
      'a number, or addresses with commas between',
    )
    .default('')
    .describe(
      'Proxies before the api whose X-Forwarded-For is believed: their number, or addresses and networks; empty = none',
    ),
  PRIVACY_REGULATION: z
    .string()
    .trim()
    .max(300)
    .default('')
    .describe(
      'Number and date of the regulation that allows recording, for the privacy page; empty = the page says it lacks',
    ),
  PRIVACY_CONTACT: z
    .string()
    .trim()
    .max(300)
    .default('')
    .describe('Whom people ask about what is recorded of them, for the privacy page'),
  WEB_DIST: z.string().default('web/dist').describe('Folder with the built web pages'),
  SECRET_KEY: secretHex32.describe(
    'Key that encrypts camera passwords and second factors; kept apart from the database',
  ),
  TOTP_ROLES: z
    .string()
    .default('chief,archivist,admin')
    .transform((text) => text.split(',').map((one) => one.trim()))
    .transform((names) => names.filter((one) => one !== ''))
    .pipe(z.array(role))
    .describe('Roles that must have a second factor; empty = nobody must. npm run up sets it empty for its demo'),
  OIDC_ISSUER: z
    .union([z.literal(''), oidcIssuer])
    .default('')
    .describe('OpenID Connect provider whose people may log in to accounts that exist here; empty = passwords only'),
  OIDC_CLIENT_ID: z
    .string()
    .trim()
    .default('')
    .describe('What this program is called there; its redirect address there: PUBLIC_ORIGIN/api/login/oidc/callback'),
  OIDC_CLIENT_SECRET: z.string().default('').describe('The secret that goes with it'),
  OIDC_NAME: z
    .string()
    .trim()
    .max(60)
    .default('')
    .describe('Name of the provider on the login page; empty = "your office account"'),
  OIDC_CLAIM: z
    .string()
    .regex(/^[\w.:/-]{1,100}$/, 'the name of a claim')
    .default('preferred_username')
    .describe('Claim that holds the login name here; counts at the first login only, which binds the two'),
  OIDC_TRUST_AMR: z
    .enum(['on', 'off'])
    .default('off')
    .describe('on = no second factor of ours where the id token says (amr) that the provider had two'),
  VAULT_KEY: z
    .union([z.literal(''), secretHex32])
    .default('')
    .describe(
      'Key that encrypts who visitors are, of the api only; in no backup of the database, lost it is lost for ever',
    ),
  LOGIN_HOURS: z.coerce.number().min(1).default(12).describe('How long a login lasts'),
  VIEW_MINUTES: z.coerce
    .number()
    .min(1)
    .default(120)
    .describe('How long a view may be played before the reason is asked again'),
  CACHE_PATH: z
    .string()
    .default('data/cache')
    .describe('Folder for audio made playable and room pictures; may be emptied'),
  RELAY_PATH: z
    .string()
    .default('data/relay')
    .describe("Folder of one api for its live relay's own notes; not shared, emptied at each start"),
  SPOOL_PATH: z
    .string()
    .default('data/spool')
    .describe('Folder of one ingest worker for footage not yet stored; not shared'),
  SPOOL_LIMIT_MIB: z.coerce
    .number()
    .int()
    .min(64)
    .default(20480)
    .describe('Recording stops with spool_full above this'),
  WORKER_ID: z.string().default('').describe('Name of the ingest worker; empty = a name kept in the spool folder'),
  SEGMENT_MS: milliseconds.default(9500).describe('A segment is cut at the first key frame after this'),
  STALL_MS: milliseconds
    .default(10000)
    .describe('A camera that delivers no whole fragment for this long is reconnected'),
  LEASE_MS: milliseconds.default(6000).describe('A worker that does not renew for this long loses its cameras'),
  KEYS_PATH: z
    .string()
    .default('data/keys')
    .describe('Folder of the signing keys, of the jobs program only; under systemd a folder of credentials'),
  AUDIT_HEAD_MINUTES: z.coerce
    .number()
    .min(1)
    .default(60)
    .describe('How often the audit log is signed and the signature stored under lock'),
  AUDIT_HEADS_FILE: z
    .string()
    .default('')
    .describe('File that each signed head is appended to as a line, for another machine or a printer; empty = none'),
  TSA_URL: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .default('')
    .describe('Time-stamping authority (RFC 3161) for the signed heads, for jobs and api; empty = none'),
  STORE_WATCH_MINUTES: z.coerce
    .number()
    .min(1)
    .default(60)
    .describe('How often the object store is tested for being write-once and compared with the rows'),
  FIXITY_DAYS: z.coerce
    .number()
    .positive()
    .max(30)
    .default(28)
    .describe('In how many days all that is stored is read again and held against its hashes, 30 at most'),
  FIXITY_MIB_S: z.coerce
    .number()
    .min(0.1)
    .default(50)
    .describe('No more than this is read for that, MiB a second, so that recording and replay have the store'),
  FIXITY_SAMPLE: z.coerce
    .number()
    .int()
    .min(0)
    .default(200)
    .describe('How many segments are drawn at random and read each night'),
  SWEEP_MS: milliseconds
    .default(15000)
    .describe('How often the jobs program looks for work that a lost job left behind'),
  FFMPEG_PATH: z.string().default('ffmpeg').describe('ffmpeg 5.1 or newer'),
  FFPROBE_PATH: z.string().default('ffprobe').describe('ffprobe of the same version'),
  METRICS_HOST: z.string().default('127.0.0.1').describe('Address that /metrics is served on'),
  METRICS_PORT: z
    .preprocess((text) => text || null, port.nullable())
    .default(null)
    .describe('Port of /metrics for Prometheus, one for each program; empty = not served'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info').describe('How much is logged'),
});

/** `TRUST_PROXY` as Express has it. */
export function trustedProxies(setting: string): false | number | string[] {
  if (setting === '') return false;
  return /^\d$/.test(setting) ? Number(setting) : setting.split(/, */);
}

/** What `OIDC_…` say of the provider; null = none. */
export function oidcSettings(config: Config) {
  if (config.OIDC_ISSUER === '') return null;
  return {
    ...{ issuer: config.OIDC_ISSUER, clientId: config.OIDC_CLIENT_ID, clientSecret: config.OIDC_CLIENT_SECRET },
    ...{ name: config.OIDC_NAME, claim: config.OIDC_CLAIM, trustsAmr: config.OIDC_TRUST_AMR === 'on' },
  };
}

export type Config = z.infer<typeof configSchema>;

/** What a command needs that looks into database and object store. */
export const storeSettings = configSchema.pick({
  DATABASE_URL: true,
  BUCKET_KIND: true,
  BUCKET_DISK_PATH: true,
  S3_ENDPOINT: true,
  S3_REGION: true,
  S3_BUCKET: true,
  S3_DERIVED_BUCKET: true,
  S3_ACCESS_KEY: true,
  S3_SECRET_KEY: true,
  LOCK_DAYS: true,
});

/** All that is wrong with these settings, a line each; `needs` must not be empty, nor what belongs to a provider that is set. */
export function settingFaults(env: NodeJS.ProcessEnv, needs: readonly (keyof Config)[] = []): string[] {
  const issues = configSchema.safeParse(env).error?.issues ?? [];
  const ofOidc = env.OIDC_ISSUER ? (['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const) : [];
  return [
    ...issues.map(({ path, message }) => `setting ${path.join('.')}: ${message}`),
    ...needs.filter((name) => !env[name]).map((name) => `setting ${name}: this program needs it`),
    ...ofOidc.filter((name) => !env[name]?.trim()).map((name) => `setting ${name}: OIDC_ISSUER needs it`),
  ];
}

/** Reads the environment once; `needs` must not be empty. On faults prints all of them, one a line, and exits 1. */
export function readConfig(needs: readonly (keyof Config)[] = []): Config {
  const faults = settingFaults(process.env, needs);
  if (faults.length === 0) return configSchema.parse(process.env);
  for (const fault of faults) console.error(fault);
  console.error('Mend the settings above (see .env.example) and start again.');
  process.exit(1);
}
