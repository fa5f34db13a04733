import { text } from 'node:stream/consumers';
import { XMLParser } from 'fast-xml-parser';
import type { Client } from 'minio';
import { z } from 'zod';
import type { StoredVersion } from './bucket.ts';
import { asBucketErrors } from './bucket-error.ts';

const versionEntry = z.object({
  Key: z.coerce.string(),
  VersionId: z.coerce.string(),
  Size: z.coerce.number().default(0),
  LastModified: z.coerce.date(),
});
const listPage = z.object({
  ListVersionsResult: z.object({
    IsTruncated: z.stringbool(),
    NextKeyMarker: z.coerce.string().optional(),
    NextVersionIdMarker: z.coerce.string().optional(),
    Version: z.array(versionEntry).default([]),
    DeleteMarker: z.array(versionEntry).default([]),
  }),
});
const xml = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'Version' || name === 'DeleteMarker' });

interface Listed {
  client: Client;
  bucket: string;
  settings: { region: string };
}

/** All versions and markers under a prefix, in the order of keys. Pages by hand: the client's own listing of versions breaks past 1,000. */
export async function* listVersions(
  { client, bucket, settings }: Listed,
  prefix: string,
): AsyncGenerator<StoredVersion> {
  let marker = '';
  do {
    const query = `versions=&prefix=${encodeURIComponent(prefix)}&max-keys=1000${marker}`;
    const page = await asBucketErrors(async () => {
      const response = await client.makeRequestAsync(
        { method: 'GET', bucketName: bucket, query },
        '',
        [200],
        settings.region,
      );
      return listPage.parse(xml.parse(await text(response))).ListVersionsResult;
    });
    yield* [
      ...page.Version.map((entry) => versionOf(entry, false)),
      ...page.DeleteMarker.map((entry) => versionOf(entry, true)),
    ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    marker = page.IsTruncated
      ? `&key-marker=${encodeURIComponent(page.NextKeyMarker ?? '')}&version-id-marker=${encodeURIComponent(page.NextVersionIdMarker ?? '')}`
      : '';
  } while (marker !== '');
}

function versionOf(entry: z.infer<typeof versionEntry>, isDeleteMarker: boolean): StoredVersion {
  const { Key: key, VersionId: versionId, Size: bytes, LastModified: storedAt } = entry;
  return { key, versionId, bytes, isDeleteMarker, storedAt };
}
