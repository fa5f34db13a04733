import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { type WatchFound, type WormFault, watchFound, wormFound } from '../../contracts/custody/store.ts';
import { appendAudit } from '../audit.ts';

/** Writes down what the write-once test found. */
export function noteWorm(db: Database, faults: WormFault[]): Promise<void> {
  return note(db, 'worm', { faults });
}

/** Writes down what the watch found. */
export function noteWatch(db: Database, found: WatchFound): Promise<void> {
  return note(db, 'watch', found);
}

/** An alarm goes into the audit log when it is another than the last time. */
async function note(db: Database, kind: 'worm' | 'watch', found: { faults: (string | Counted)[] }) {
  await db.transaction().execute(async (tx) => {
    const before = await last(tx, kind);
    const isFine = found.faults.length === 0;
    await tx
      .insertInto('store_checks')
      .values({ kind, is_fine: isFine, found: JSON.stringify(found) })
      .execute();
    const summary = summaryOf(found);
    if (isFine || (before && summaryOf(before.found as typeof found) === summary)) return;
    await appendAudit(tx, { accountId: null, act: 'store.alarm', details: { check: kind, found: summary } });
  });
}

interface Counted {
  kind: string;
  count: number;
}

/** What makes an alarm the same as another. */
function summaryOf({ faults }: { faults: (string | Counted)[] }): string {
  return faults.map((fault) => (typeof fault === 'string' ? fault : `${fault.kind} ${fault.count}`)).join(' ');
}

function last(db: Db, kind: 'worm' | 'watch') {
  return db
    .selectFrom('store_checks')
    .select(['checked_at', 'is_fine', 'found'])
    .where('kind', '=', kind)
    .orderBy('checked_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The newest of both checks. */
export async function storeState(db: Db) {
  const [worm, watch] = [await last(db, 'worm'), await last(db, 'watch')];
  return {
    worm: worm ? { ...wormFound.parse(worm.found), at: worm.checked_at.toISOString(), isFine: worm.is_fine } : null,
    watch: watch
      ? { ...watchFound.parse(watch.found), at: watch.checked_at.toISOString(), isFine: watch.is_fine }
      : null,
  };
}
