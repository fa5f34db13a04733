import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database, Tx } from '../../adapters/postgres/connect.ts';
import { appendAudit } from '../../custody/audit.ts';
import { storeSegmentIn } from '../store-segment.ts';
import type { DifferenceKind } from './difference.ts';
import type { NamedStem } from './named-objects.ts';
import { type LostSegment, reindexSegment } from './reindex.ts';

export type Mending = ReturnType<typeof createMending>;

/** What `--repair` does to rows, each with its line in the audit log; without it, only what it would find. */
export function createMending({ db, bucket, repair }: { db: Database; bucket: Bucket; repair: boolean }) {
  return {
    /** The footage is gone: its row says so from now on, and people are shown a gap. */
    markMissing: (row: NamedStem) => repair && setState(db, row, 'missing', {}),
    /** The footage is back: it is tagged once more. */
    markStored: (row: NamedStem) => repair && setState(db, row, 'stored', { tag_state: 'untagged' }),
    /** Writes the lost row of a segment that lies in the bucket, from its own bytes; null when a worker has just written it. */
    async reindex(lost: LostSegment): Promise<{ kind: DifferenceKind; mended: boolean } | null> {
      if (!repair) return { kind: 'object_without_row', mended: false };
      const segment = await reindexSegment(db, bucket, lost);
      if (segment === null) return { kind: 'unreadable', mended: false };
      return db.transaction().execute(async (tx) => {
        const outcome = await storeSegmentIn(tx, segment);
        if (outcome === 'known') return null;
        if (outcome === 'refused') return { kind: 'conflict', mended: false };
        await noteRepair(tx, lost.cameraId, { found: segment.video.key });
        return { kind: 'object_without_row', mended: true };
      });
    },
  };
}

async function setState(
  db: Database,
  { cameraId, startedAt, video }: NamedStem,
  state: 'missing' | 'stored',
  more: { tag_state?: 'untagged' },
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('segments')
      .set({ state, ...more })
      .where('camera_id', '=', cameraId)
      .where('started_at', '=', startedAt)
      .where('state', '=', state === 'missing' ? 'stored' : 'missing')
      .executeTakeFirst();
    if (numUpdatedRows > 0n) await noteRepair(tx, cameraId, { [state]: video.key });
    return numUpdatedRows > 0n;
  });
}

/** Done by nobody at a screen: whoever may run the command has the database anyway. */
function noteRepair(tx: Tx, cameraId: string, details: Record<string, string>) {
  return appendAudit(tx, { accountId: null, act: 'store.repair', thing: { kind: 'camera', id: cameraId }, details });
}
