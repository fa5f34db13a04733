import { inject } from 'vitest';
import { derivedBucket, footageBucket, type IdentityName } from '../../../infra/stack/minio-identities.ts';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openS3Bucket, type S3Settings } from '../../../services/adapters/bucket/s3-bucket.ts';

/** The run's MinIO as one of its identities sees it. `derived` is the bucket without lock. */
export function testBucket(identity: IdentityName, which: 'footage' | 'derived' = 'footage'): Bucket {
  return openS3Bucket(minioSettings(identity, which));
}

export function minioSettings(identity: IdentityName, which: 'footage' | 'derived' = 'footage'): S3Settings {
  const { endpoint, identities } = inject('stack').minio;
  const locked = which === 'footage';
  const bucket = locked ? footageBucket : derivedBucket;
  return { endpoint, region: 'us-east-1', ...identities[identity], bucket, locked };
}
