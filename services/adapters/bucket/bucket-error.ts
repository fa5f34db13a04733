/**
 * `away`: the store cannot be had now, try again later. `missing`: there is no such object. `conflict`: other bytes are
 * stored under this key. `refused`: the store will not do it (rights, lock, wrong hash).
 */
export type BucketErrorKind = 'away' | 'missing' | 'conflict' | 'refused';

export class BucketError extends Error {
  readonly kind: BucketErrorKind;

  constructor(kind: BucketErrorKind, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'BucketError';
    this.kind = kind;
  }
}

const missing = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound', 'ENOENT']);
const conflict = new Set(['PreconditionFailed', 'EEXIST']);
const refused = new Set([
  'AccessDenied',
  'InvalidRequest',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'AuthorizationHeaderMalformed',
  'RequestTimeTooSkewed',
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'BadDigest',
  'InvalidArgument',
  'InvalidTag',
  'KeyTooLongError',
  'XMinioInvalidObjectName',
  'MethodNotAllowed',
  'NotImplemented',
  'ObjectLocked',
  'NoSuchBucket',
  'InvalidRange',
  'EntityTooLarge',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENAMETOOLONG',
]);
/** Thrown before anything is sent, without a code: no later try would do better. */
const refusedByName = new Set([
  'InvalidArgumentError',
  'InvalidObjectNameError',
  'InvalidBucketNameError',
  'TypeError',
]);

const advice: Record<BucketErrorKind, string> = {
  away: 'The object store does not answer; footage waits in the spool. See that it runs and has free disk.',
  missing: 'The object store has no such object or version.',
  conflict: 'The object store already holds other bytes under this key.',
  refused: "The object store refuses this. Check the program's identity and the bucket's lock.",
};

const diskFull = 'The object store does not take more: its disk is full. Give it space; footage waits in the spool.';
const wrongIdentity = 'The object store does not know this identity. Correct S3_ACCESS_KEY and S3_SECRET_KEY.';
const changedBytes =
  'The bytes changed on their way; nothing was stored. Try again; if it comes back, check memory and network.';
const noDiskRights = 'The disk store cannot write its folder. Give the program the right to BUCKET_DISK_PATH.';
const adviceByCode: Record<string, string> = {
  RequestTimeTooSkewed: "This machine's clock differs from the object store's. Set both by NTP.",
  NoSuchBucket: 'The object store has no such bucket. Make it, or correct S3_BUCKET and S3_DERIVED_BUCKET.',
  InvalidAccessKeyId: wrongIdentity,
  SignatureDoesNotMatch: wrongIdentity,
  XAmzContentSHA256Mismatch: changedBytes,
  XAmzContentChecksumMismatch: changedBytes,
  BadDigest: changedBytes,
  XMinioStorageFull: diskFull,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EACCES: noDiskRights,
  EPERM: noDiskRights,
  EROFS: noDiskRights,
};

/** The one place that knows how S3 servers, the client and the disk name their errors. Unknown ones count as `away`. */
export function toBucketError(error: unknown): BucketError {
  if (error instanceof BucketError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  const kind = error instanceof Error && refusedByName.has(error.name) ? 'refused' : kindOf(code);
  const what = adviceByCode[code] ?? advice[kind];
  return new BucketError(kind, `${what} (${code || 'no code'}: ${words})`, { cause: error });
}

/** Runs a step; whatever it throws comes out as a BucketError. */
export async function asBucketErrors<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toBucketError(error);
  }
}

function kindOf(code: string): BucketErrorKind {
  if (missing.has(code)) return 'missing';
  if (conflict.has(code)) return 'conflict';
  return refused.has(code) ? 'refused' : 'away';
}
