import { InvalidArgumentError, S3Error } from 'minio';
import { expect, test } from 'vitest';
import { asBucketErrors, BucketError, toBucketError } from '../../../../services/adapters/bucket/bucket-error.ts';

function failure(code: string): Error {
  return Object.assign(new S3Error('as the server says it'), { code });
}

test.each([
  ['NoSuchKey', 'missing'],
  ['NoSuchVersion', 'missing'],
  ['NotFound', 'missing'],
  ['ENOENT', 'missing'],
  ['PreconditionFailed', 'conflict'],
  ['EEXIST', 'conflict'],
  ['AccessDenied', 'refused'],
  ['SignatureDoesNotMatch', 'refused'],
  ['XAmzContentSHA256Mismatch', 'refused'],
  ['NoSuchBucket', 'refused'],
  ['RequestTimeTooSkewed', 'refused'],
  ['EACCES', 'refused'],
  ['EROFS', 'refused'],
  ['ENAMETOOLONG', 'refused'],
  ['ECONNREFUSED', 'away'],
  ['ECONNRESET', 'away'],
  ['ETIMEDOUT', 'away'],
  ['SlowDownRead', 'away'],
  ['ConditionalRequestConflict', 'away'],
  ['XMinioStorageFull', 'away'],
  ['ENOSPC', 'away'],
  ['', 'away'],
])('%j is %s', (code, kind) => {
  expect(toBucketError(failure(code)).kind).toBe(kind);
});

test('what the client itself will not send is refused: no later try would do better', () => {
  expect(toBucketError(new InvalidArgumentError('tags should not be more than 10')).kind).toBe('refused');
});

test('whatever else is thrown counts as away', () => {
  for (const thrown of [new Error('socket hang up'), 'words', undefined]) {
    expect(toBucketError(thrown).kind).toBe('away');
  }
});

test.each([
  ['RequestTimeTooSkewed', /clock/],
  ['NoSuchBucket', /S3_BUCKET/],
  ['InvalidAccessKeyId', /S3_ACCESS_KEY/],
  ['SignatureDoesNotMatch', /S3_SECRET_KEY/],
  ['XAmzContentChecksumMismatch', /changed on their way/],
  ['BadDigest', /changed on their way/],
  ['XMinioStorageFull', /disk is full/],
  ['ENOSPC', /disk is full/],
  ['EACCES', /BUCKET_DISK_PATH/],
  ['ECONNREFUSED', /does not answer/],
])('%s says what to do', (code, words) => {
  const error = toBucketError(failure(code));
  expect(error.message).toMatch(words);
  expect(error.message).toContain(`(${code}: as the server says it)`);
});

test('an error of ours goes through unchanged, another is its cause', async () => {
  const ours = new BucketError('conflict', 'other bytes');
  await expect(asBucketErrors(() => Promise.reject(ours))).rejects.toBe(ours);
  const theirs = failure('NoSuchKey');
  await expect(asBucketErrors(() => Promise.reject(theirs))).rejects.toMatchObject({ kind: 'missing', cause: theirs });
  await expect(asBucketErrors(async () => 7)).resolves.toBe(7);
});
