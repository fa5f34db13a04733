import { createHash } from 'node:crypto';
import type { Bucket, StoredVersion } from '../../adapters/bucket/bucket.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Difference, DifferenceKind } from './difference.ts';
import type { Mending } from './mending.ts';
import type { NamedObject } from './named-objects.ts';

export interface CheckInputs {
  db: Database;
  /** Only read. */
  bucket: Bucket;
  /** Mend what is safe. Refused when the bucket holds no footage at all. */
  repair: boolean;
  /** Also read every object and hold it against its row's hash. */
  deep: boolean;
  /** What is younger is not judged: a row follows its object within seconds, when the stores are up. */
  freshMs: number;
  onProgress: (done: Counts) => void;
}

export interface Counts {
  segments: number;
  objects: number;
  bytes: number;
  /** Stored moments ago: the row may still be on its way. */
  fresh: number;
  /** In quarantine already: a person looks at them. */
  quarantined: number;
}

export interface Checking extends CheckInputs {
  counts: Counts;
  mending: Mending;
  startedAtMs: number;
}

/** The listing may be older than the row. */
export async function lookAgain({ bucket }: Checking, named: NamedObject): Promise<StoredVersion | undefined> {
  const versions: StoredVersion[] = [];
  for await (const version of bucket.listVersions(named.key)) versions.push(version);
  return versionOf(versions, named);
}

export const versionOf = (versions: readonly StoredVersion[], { key, versionId }: NamedObject) =>
  versions.find((one) => !one.isDeleteMarker && one.key === key && one.versionId === versionId);

/** Markers and versions that no row names. */
export function* strangers(versions: readonly StoredVersion[], named: (NamedObject | null)[]): Generator<Difference> {
  for (const version of versions) {
    if (version.isDeleteMarker) yield difference('hidden', version);
    else if (!named.some((one) => one?.key === version.key && one.versionId === version.versionId))
      yield difference('foreign_version', version);
  }
}

export async function* compareBytes(
  state: Checking,
  named: NamedObject,
  stored: StoredVersion,
): AsyncGenerator<Difference> {
  if (named.bytes !== null && named.bytes !== stored.bytes) {
    yield difference('size_differs', named);
    return;
  }
  if (!state.deep) return;
  const bytes = await state.bucket.readAll(named);
  if (!createHash('sha256').update(bytes).digest().equals(named.sha256)) yield difference('altered', named);
}

export function count({ counts }: Checking, versions: readonly StoredVersion[]) {
  counts.objects += versions.length;
  counts.bytes += versions.reduce((sum, one) => sum + one.bytes, 0);
}

export function difference(kind: DifferenceKind, at: { key: string; versionId: string }, mended = false): Difference {
  return { kind, key: at.key, versionId: at.versionId, mended };
}
