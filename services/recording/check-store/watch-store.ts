import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import { storeFault, type WatchFound } from '../../contracts/custody/store.ts';
import { documentTables } from '../../custody/documents.ts';
import { checkStore } from './check-store.ts';

export interface WatchInputs {
  db: Database;
  bucket: Bucket;
  /** The program is to end. */
  signal: AbortSignal;
}

/** What is younger is not judged: its row may be on its way. */
const freshMs = 120_000;

/**
 * Compares rows and bucket as `npm run check-store` does, mends nothing and reads no object; counts what differs. Delete
 * markers, versions that nobody of us wrote and footage that is gone are alarms.
 */
export async function watchStore({ signal, ...inputs }: WatchInputs, young = freshMs): Promise<WatchFound> {
  const faults = new Map<string, { count: number; example: string }>();
  const checking = checkStore({
    ...inputs,
    repair: false,
    deep: false,
    freshMs: young,
    onProgress: () => signal.throwIfAborted(),
  });
  let step = await checking.next();
  for (; !step.done; step = await checking.next()) {
    signal.throwIfAborted();
    const { kind, key } = step.value;
    // Our own tries that died leave one now and then; nobody ever reads it.
    if (kind === 'document_without_row') continue;
    const known = faults.get(kind);
    faults.set(kind, { count: (known?.count ?? 0) + 1, example: known?.example ?? exampleOf(key) });
  }
  const { segments, objects, bytes } = step.value;
  const found = [...faults].map(([kind, one]) => ({ kind: storeFault.parse(kind), ...one }));
  return { segments, objects, bytes, faults: found.sort((a, b) => a.kind.localeCompare(b.kind)) };
}

/** Of a document only where it lies: its key names a clip or a list, which may be hidden from who reads this. */
const exampleOf = (key: string) => documentTables.find(({ prefix }) => key.startsWith(prefix))?.prefix ?? key;
