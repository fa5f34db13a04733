import { sessionAudience } from '../../access/audience.ts';
import { wipeVisitors } from '../../access/vault/wipe-visitors.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { appendAudit } from '../../custody/audit.ts';
import {
  countRemoved,
  type DestructionFacts,
  type DestructionSession,
  destructionById,
  documentOf,
  insertDestroyed,
  markDone,
  markRemoving,
  sessionsOfDestruction,
} from '../../custody/destruction/destructions.ts';
import { markDeleted, removeObjects, segmentsToRemove } from '../../recording/removal.ts';
import { removePreviews } from '../clips/previews.ts';
import type { SealingDeps } from '../clips/sealing.ts';
import { wipeMarkers } from '../markers/wipe-markers.ts';
import { writeDocuments } from './documents.ts';
import { takeSession } from './take-session.ts';

export interface DestructionDeps extends SealingDeps {
  /** Posters and sprites. */
  derived: SealingDeps['bucket'];
}

const atOnce = 100;

/**
 * `destruction.run`: carries out an approved list. First it is decided of each session whether it still may go; then the
 * signed lists of hashes and the minutes are stored; only then objects are removed, and the proof of each session is
 * written. Goes on where an earlier try stopped. What the store refuses is thrown once all else is done: it is tried again later.
 */
export async function runDestruction(deps: DestructionDeps, destructionId: string, signal: AbortSignal): Promise<void> {
  const facts = await destructionById(deps.db, destructionId);
  if (!facts || facts.state === 'asked' || facts.state === 'done') return;
  if (facts.state === 'approved') await prepare(deps, facts, signal);
  const failures: unknown[] = [];
  for (const session of await sessionsOfDestruction(deps.db, destructionId)) {
    if (session.outcome !== 'destroyed' || session.isGone) continue;
    await destroySession(deps, destructionId, session, signal).catch((error: unknown) => void failures.push(error));
    signal.throwIfAborted();
  }
  // One that the store refuses does not keep the others.
  if (failures.length > 0) throw failures[0];
  await deps.db.transaction().execute(async (tx) => {
    if (!(await markDone(tx, destructionId))) return;
    const thing = { kind: 'destruction', id: destructionId };
    await appendAudit(tx, { accountId: null, act: 'destruction.run', thing });
  });
  await tellOfDestruction(deps, destructionId);
}

async function prepare(deps: DestructionDeps, facts: DestructionFacts, signal: AbortSignal) {
  const now = new Date(deps.clock.now());
  for (const session of await sessionsOfDestruction(deps.db, facts.id)) {
    signal.throwIfAborted();
    if (session.outcome === null) await takeSession(deps, facts.id, session, now);
  }
  await writeDocuments(deps, facts, signal);
  await markRemoving(deps.db, facts.id);
  await tellOfDestruction(deps, facts.id);
}

async function destroySession(
  deps: DestructionDeps,
  destructionId: string,
  session: DestructionSession,
  signal: AbortSignal,
) {
  const cameras = await deps.db.selectFrom('cameras').select('id').where('room_id', '=', session.roomId).execute();
  const failures: unknown[] = [];
  for (const { id: cameraId } of cameras)
    failures.push(...(await removeFrom(deps, destructionId, session.id, cameraId, signal)));
  // One object that the store refuses does not keep the others; without it there is no proof.
  if (failures.length > 0) throw failures[0];
  await removePreviews(deps, session.id);
  await deps.db.transaction().execute((tx) => prove(tx, destructionId, session));
}

/** Removes what of a camera goes with a session. Returns why some of it is left. */
async function removeFrom(
  deps: DestructionDeps,
  destructionId: string,
  sessionId: string,
  cameraId: string,
  signal: AbortSignal,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (let after = new Date(0); ; ) {
    signal.throwIfAborted();
    const batch = await segmentsToRemove(deps.db, cameraId, { sessionId, after, limit: atOnce });
    const last = batch.at(-1);
    if (!last) return failures;
    const { gone, left } = await removeObjects(deps.bucket, batch);
    failures.push(...left.map(({ error }) => error));
    await deps.db.transaction().execute(async (tx) => {
      const marked = await markDeleted(tx, cameraId, gone);
      await countRemoved(tx, destructionId, marked.flatMap(({ objects }) => objects).length);
    });
    after = last.startedAt;
  }
}

async function prove(tx: Tx, destructionId: string, session: DestructionSession) {
  const [list, minutes] = [await documentOf(tx, destructionId, session.id), await documentOf(tx, destructionId, null)];
  if (!list || !minutes) throw new Error(`destruction ${destructionId} removes something without its list or minutes`);
  await wipeVisitors(tx, session.id);
  await wipeMarkers(tx, session.id);
  await insertDestroyed(tx, destructionId, session, { list: list.sha256, minutes: minutes.sha256 });
  const details = { destructionId, segments: session.segments, list: list.sha256.toString('hex') };
  const thing = { kind: 'session', id: session.id };
  await appendAudit(tx, { accountId: null, act: 'session.destroy', thing, details });
}

/** Those who may know of its sessions hear that a list has changed. */
export async function tellOfDestruction(
  deps: Pick<DestructionDeps, 'db' | 'publish'>,
  destructionId: string,
): Promise<void> {
  for (const { id } of await sessionsOfDestruction(deps.db, destructionId))
    await deps.publish({ kind: 'session', id, version: 0 }, await sessionAudience(deps.db, id));
}
