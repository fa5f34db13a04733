import { inject } from 'vitest';
import { derivedBucket, footageBucket, type IdentityName } from '../../infra/stack/minio-identities.ts';
import type { Bucket } from '../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../services/adapters/bucket/open-bucket.ts';

/** The run's MinIO as one of its identities sees it. `derived` is the bucket without lock. */
export function testBucket(identity: IdentityName, which: 'footage' | 'derived' = 'footage'): Promise<Bucket> {
  const { endpoint, identities } = inject('stack').minio;
  const locked = which === 'footage';
  const bucket = locked ? footageBucket : derivedBucket;
  return openBucket({ kind: 's3', endpoint, region: 'us-east-1', ...identities[identity], bucket, locked });
}
