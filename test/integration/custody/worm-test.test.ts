import { afterAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../../services/adapters/bucket/bucket.ts';
import { openBucket } from '../../../services/adapters/bucket/open-bucket.ts';
import { openS3Bucket } from '../../../services/adapters/bucket/s3-bucket.ts';
import { testWorm, wormTestKey } from '../../../services/custody/store-watch/worm-test.ts';
import { minioSettings, testBucket } from '../../support/minio.ts';
import { testFolder } from '../../support/stack.ts';

const opened: Bucket[] = [];
afterAll(() => Promise.all(opened.map((bucket) => bucket.close())));
const keep = (bucket: Bucket) => {
  opened.push(bucket);
  return bucket;
};

describe('the write-once test', () => {
  it('passes on a bucket with Object Lock, also again, and leaves one object', async () => {
    const bucket = keep(testBucket('custody'));
    expect(await testWorm(bucket)).toEqual([]);
    expect(await testWorm(bucket)).toEqual([]);
    const versions = [];
    for await (const version of bucket.listVersions(wormTestKey)) versions.push(version);
    expect(versions).toMatchObject([{ isDeleteMarker: false }]);
    expect(await bucket.isHeld(versions[0] ?? { key: '', versionId: '' })).toBe(false);
  });

  it('says what a bucket without lock lets us do, though our own puts into it are not believed', async () => {
    const open = keep(openS3Bucket({ ...minioSettings('custody', 'derived'), locked: true }));
    expect(await testWorm(open)).toEqual(['not_locked', 'deleted']);
  });

  it('says that a disk is no such store, whatever it lets us do', async () => {
    const disk = keep(await openBucket({ kind: 'disk', path: await testFolder('worm'), locked: true }));
    expect(await testWorm(disk)).toEqual(['stand_in']);
  });

  it('does not say anything of a store that does not answer', async () => {
    const away = keep(openS3Bucket({ ...minioSettings('custody'), endpoint: 'http://127.0.0.1:9' }));
    await expect(testWorm(away)).rejects.toMatchObject({ kind: 'away' });
  });
});
