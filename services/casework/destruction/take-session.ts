import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database, Tx } from '../../adapters/postgres/connect.ts';
import type { DestructionOutcome } from '../../contracts/custody/destruction.ts';
import { appendAudit } from '../../custody/audit.ts';
import { type DestructionSession, outcomeOf, setOutcome } from '../../custody/destruction/destructions.ts';
import { noteKeeping } from '../../custody/retention/session-keeping.ts';
import { type Amount, keptInStore, lookUpLocks, markDeleting, type Removable } from '../../recording/removal.ts';
import { markDestroyed } from '../clips/clips.ts';
import { everStretches, keptStretches } from './stretches.ts';

/**
 * Decides about one session of an approved list, once and for all: its footage is marked to be removed, or it is left
 * because it is held again, its time is not over any more, or the store still locks some of it. Footage that another session
 * keeps too is not touched. Nobody can link, hold or cut footage of the room meanwhile.
 */
export async function takeSession(
  { db, bucket }: { db: Database; bucket: Bucket },
  destructionId: string,
  session: DestructionSession,
  now: Date,
): Promise<DestructionOutcome> {
  for (const which of await footageOf(db, session, now)) await lookUpLocks(db, bucket, which);
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom('rooms').select('id').where('id', '=', session.roomId).forUpdate().execute();
    await tx.selectFrom('sessions').select('id').where('id', '=', session.id).forUpdate().execute();
    // Another program may be at the same list, and has decided meanwhile.
    const known = await outcomeOf(tx, destructionId, session.id);
    if (known !== null) return known;
    const left = await reasonToLeave(tx, session, now);
    if (left !== null) {
      await setOutcome(tx, destructionId, session.id, left);
      await noteDecision(tx, destructionId, session.id, left);
      return left;
    }
    const taken: Amount = { segments: 0, objects: 0, bytes: 0 };
    for (const which of await footageOf(tx, session, now)) {
      const { segments, objects, bytes } = await markDeleting(tx, which, { now, sessionId: session.id });
      taken.segments += segments;
      taken.objects += objects;
      taken.bytes += bytes;
    }
    await markDestroyed(tx, session.id);
    await setOutcome(tx, destructionId, session.id, 'destroyed', taken);
    await noteDecision(tx, destructionId, session.id, 'destroyed');
    return 'destroyed';
  });
}

function noteDecision(tx: Tx, destructionId: string, sessionId: string, outcome: DestructionOutcome) {
  const thing = { kind: 'session', id: sessionId };
  return appendAudit(tx, { accountId: null, act: 'destruction.decide', thing, details: { destructionId, outcome } });
}

async function reasonToLeave(tx: Tx, session: DestructionSession, now: Date): Promise<DestructionOutcome | null> {
  // By what is so now: days may have been changed since it was worked out.
  await noteKeeping(tx, [session.id]);
  const keeping = await tx
    .selectFrom('session_keeping')
    .select(['is_held', 'keep_until'])
    .where('session_id', '=', session.id)
    .executeTakeFirst();
  if (keeping?.is_held) return 'held';
  if (!keeping?.keep_until || keeping.keep_until > now || session.isGone) return 'not_due';
  for (const which of await footageOf(tx, session, now)) {
    const kept = await keptInStore(tx, which, now);
    if (kept.held || kept.locked) return 'locked';
  }
  return null;
}

/** What goes with a session, camera by camera: all over it, whatever became of it, but for what another session keeps. */
async function footageOf(db: Database | Tx, { id, roomId }: DestructionSession, now: Date): Promise<Removable[]> {
  const over = await everStretches(db, id);
  const except = await keptStretches(db, roomId, { except: id });
  const cameras = await db.selectFrom('cameras').select('id').where('room_id', '=', roomId).execute();
  return cameras.map((camera) => ({ cameraId: camera.id, over, except, endedBefore: now, withFaulty: true }));
}
