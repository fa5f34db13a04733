import { awaitedFootage, noteReturn } from '../../custody/fixity/incidents.ts';
import { readObject } from '../../custody/fixity/read-object.ts';
import { faultySegmentAt, markWhole, type Segment } from '../../recording/segments.ts';
import { keepSegments } from '../clips/keeping.ts';
import type { Turn } from './fixity-deps.ts';

const mostAtOnce = 2000;

/**
 * Looks once more for footage that was missing or could not be read: a disk may have been put back. What is whole again is
 * stored again, and tagged and sealed anew; its incident stays open for a person. Altered footage never comes back.
 */
export async function returnFootage(turn: Turn): Promise<void> {
  for (const { id, cameraId, startedAt } of await awaitedFootage(turn.db, mostAtOnce)) {
    if (!turn.hasTime()) return;
    const segment = await faultySegmentAt(turn.db, cameraId, startedAt);
    if (!segment || !(await isWhole(turn, segment))) continue;
    const isBack = await turn.db.transaction().execute(async (tx) => {
      if (!(await markWhole(tx, segment))) return false;
      await noteReturn(tx, id, new Date(turn.clock.now()));
      return true;
    });
    if (!isBack) continue;
    // Held from now on as its sessions ask, and no longer for its own sake.
    await keepSegments(turn, cameraId, [segment]);
    turn.log.info({ cameraId, startedAt }, 'footage that was gone is back and whole');
    await turn.enqueue('segment.tag', { v: 1, cameraId, startedAtMs: startedAt.getTime() });
  }
}

async function isWhole(turn: Turn, { video, audio }: Segment): Promise<boolean> {
  for (const track of audio ? [video, audio] : [video]) {
    // Whether the store is there plays no part: nothing is judged.
    const { is } = await readObject(turn, track, async () => true);
    if (is !== 'whole') return false;
  }
  return true;
}
