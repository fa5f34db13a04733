import type { StoredVersion } from '../../adapters/bucket/bucket.ts';
import { type DocumentTable, documentTables } from '../../custody/documents.ts';
import { wormTestKeys } from '../../custody/store-watch/worm-test.ts';
import { type Ahead, ahead } from './ahead.ts';
import { checkCamera } from './check-camera.ts';
import {
  type CheckInputs,
  type Checking,
  type Counts,
  compareBytes,
  count,
  difference,
  lookAgain,
  strangers,
  versionOf,
} from './compare.ts';
import type { Difference } from './difference.ts';
import { createMending } from './mending.ts';
import { allDocuments, checkedCameras } from './named-objects.ts';
import { type StoredStem, storedStems } from './stored-stems.ts';

/**
 * Compares what rows name with what the bucket holds, both in the order of keys, so that memory stays flat however much
 * there is; yields what differs. Never deletes anything and never writes to the bucket. Returns the counts.
 */
export async function* checkStore(inputs: CheckInputs): AsyncGenerator<Difference, Counts> {
  const counts = { segments: 0, objects: 0, bytes: 0, fresh: 0, quarantined: 0 };
  const state: Checking = { ...inputs, counts, mending: createMending(inputs), startedAtMs: Date.now() };
  const unseen = new Map((await checkedCameras(inputs.db)).map((camera) => [camera.prefix, camera]));
  const documents = new Set<DocumentTable>(documentTables);
  const stems = ahead(storedStems(inputs.bucket.listVersions('')));
  await stems.load();
  for (let first = stems.now(); first; first = stems.now()) {
    const { prefix } = first;
    const folder = documentTables.find((one) => prefix.startsWith(one.prefix));
    const camera = unseen.get(prefix);
    unseen.delete(prefix);
    if (folder) {
      documents.delete(folder);
      yield* checkDocuments(state, folder, stems);
    } else if (camera) yield* checkCamera(state, camera, stems);
    else yield* foreign(state, stems, prefix);
  }
  const nothing = ahead(storedStems(emptyListing()));
  for (const camera of unseen.values()) yield* checkCamera(state, camera, nothing);
  for (const folder of documents) yield* checkDocuments(state, folder, nothing);
  return counts;
}

async function* emptyListing(): AsyncGenerator<StoredVersion> {}

async function* checkDocuments(
  state: Checking,
  folder: DocumentTable,
  stems: Ahead<StoredStem>,
): AsyncGenerator<Difference> {
  const { prefix } = folder;
  const rows = ahead(allDocuments(state.db, folder));
  await rows.load();
  for (;;) {
    const row = rows.now();
    const stored = stems.now()?.prefix.startsWith(prefix) ? stems.now() : undefined;
    if (!row && !stored) return;
    if (row && stored && row.key === stored.stem) {
      count(state, stored.versions);
      yield* strangers(stored.versions, [row]);
      const version = versionOf(stored.versions, row);
      if (version) yield* compareBytes(state, row, version);
      else yield difference('document_without_object', row);
      await rows.advance();
      await stems.advance();
    } else if (row && (!stored || row.key < stored.stem)) {
      if (!(await lookAgain(state, row))) yield difference('document_without_object', row);
      await rows.advance();
    } else if (stored) {
      if (!wormTestKeys.has(stored.stem)) yield* unnamed(state, stored, 'document_without_row');
      await stems.advance();
    }
  }
}

async function* foreign(state: Checking, stems: Ahead<StoredStem>, prefix: string): AsyncGenerator<Difference> {
  for (let stored = stems.now(); stored?.prefix === prefix; stored = stems.now()) {
    yield* unnamed(state, stored);
    await stems.advance();
  }
}

function* unnamed(
  state: Checking,
  { versions }: StoredStem,
  kind: 'foreign_object' | 'document_without_row' = 'foreign_object',
): Generator<Difference> {
  count(state, versions);
  for (const version of versions) {
    if (version.isDeleteMarker) yield difference('hidden', version);
    else if (state.startedAtMs - version.storedAt.getTime() < state.freshMs) state.counts.fresh += 1;
    else yield difference(kind, version);
  }
}
