import { expect, test } from 'vitest';
import { bucketSettings } from '../../../../services/adapters/bucket/open-bucket.ts';

const config = {
  BUCKET_KIND: 's3',
  BUCKET_DISK_PATH: '/srv/bucket',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_REGION: 'us-east-1',
  S3_BUCKET: 'footage-here',
  S3_DERIVED_BUCKET: 'posters-here',
  S3_ACCESS_KEY: 'key',
  S3_SECRET_KEY: 'secret',
  LOCK_DAYS: 7,
} as const;

test.each([
  ['footage', 'footage-here', true],
  ['derived', 'posters-here', false],
] as const)('the %s bucket of an S3 server', (which, bucket, locked) => {
  const { S3_ENDPOINT: endpoint, S3_REGION: region } = config;
  const asked = { kind: 's3', endpoint, region, accessKey: 'key', secretKey: 'secret', bucket, locked };
  expect(bucketSettings(config, which)).toEqual(asked);
});

test.each([
  ['footage', '/srv/bucket/footage', true],
  ['derived', '/srv/bucket/derived', false],
] as const)('the %s bucket on disk', (which, path, locked) => {
  const asked = { kind: 'disk', path, locked, lockDays: 7 };
  expect(bucketSettings({ ...config, BUCKET_KIND: 'disk' }, which)).toEqual(asked);
});
