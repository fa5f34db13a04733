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
  'XAmzContentSHA256Mismatch',
  'XAmzContentChecksumMismatch',
  'BadDigest',
  'InvalidArgument',
  'MethodNotAllowed',
  'ObjectLocked',
  'NoSuchBucket',
  'InvalidRange',
  'EntityTooLarge',
]);

const advice: Record<BucketErrorKind, string> = {
  away: 'The object store does not answer; footage waits in the spool. See that it runs and has free disk.',
  missing: 'The object store has no such object or version.',
  conflict: 'The object store already holds other bytes under this key.',
  refused: "The object store refuses this. Check the program's identity and the bucket's lock.",
};

/** The one place that knows how S3 servers, the client and the disk name their errors. Unknown ones count as `away`. */
export function toBucketError(error: unknown): BucketError {
  if (error instanceof BucketError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  const kind = kindOf(code);
  return new BucketError(kind, `${advice[kind]} (${code || 'no code'}: ${words})`, { cause: error });
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
