import type { StoredVersion } from '../../adapters/bucket/bucket.ts';

/** What lies in the bucket under one stem: the objects of one segment, or one object of another kind. */
export interface StoredStem {
  /** `<room>/<camera>/` of footage. */
  prefix: string;
  /** The key without `.video.mp4`, `.audio.mov` and the like. */
  stem: string;
  versions: StoredVersion[];
}

/** The stem of an object key: both objects of a segment have the same. */
export const stemOf = (key: string) => key.replace(/\.(video|audio)\.(mp4|mov)$/, '');

/** `<room>/<camera>/` of a footage key; the first two folders of any other. */
const prefixOf = (key: string) => `${key.split('/').slice(0, 2).join('/')}/`;

/** Groups a listing that is sorted by key; holds one stem at a time. */
export async function* storedStems(versions: AsyncIterable<StoredVersion>): AsyncGenerator<StoredStem> {
  let open = null as StoredStem | null;
  for await (const version of versions) {
    const stem = stemOf(version.key);
    if (open?.stem === stem) {
      open.versions.push(version);
      continue;
    }
    if (open) yield open;
    open = { prefix: prefixOf(version.key), stem, versions: [version] };
  }
  if (open) yield open;
}
