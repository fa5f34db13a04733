import { join } from 'node:path';
import type { Bucket } from './bucket.ts';
import { type DiskSettings, openDiskBucket } from './disk-bucket.ts';
import { openS3Bucket, type S3Settings } from './s3-bucket.ts';

export type BucketSettings = ({ kind: 's3' } & S3Settings) | ({ kind: 'disk' } & DiskSettings);

/** The settings of a program that concern its bucket (see services/config.ts). */
interface BucketConfig {
  BUCKET_KIND: 's3' | 'disk';
  BUCKET_DISK_PATH: string;
  S3_ENDPOINT: string;
  S3_REGION: string;
  S3_BUCKET: string;
  S3_DERIVED_BUCKET: string;
  S3_ACCESS_KEY: string;
  S3_SECRET_KEY: string;
  LOCK_DAYS: number;
}

/** `footage` is the locked bucket with footage and manifests, `derived` the one with posters and sprites. */
export function bucketSettings(config: BucketConfig, which: 'footage' | 'derived'): BucketSettings {
  const locked = which === 'footage';
  if (config.BUCKET_KIND === 'disk') {
    return { kind: 'disk', path: join(config.BUCKET_DISK_PATH, which), locked, lockDays: config.LOCK_DAYS };
  }
  return {
    kind: 's3',
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
    bucket: locked ? config.S3_BUCKET : config.S3_DERIVED_BUCKET,
    locked,
  };
}

/** Opens the bucket; nothing is asked of the server yet. */
export async function openBucket(settings: BucketSettings): Promise<Bucket> {
  return settings.kind === 's3' ? openS3Bucket(settings) : openDiskBucket(settings);
}
