import { sql } from 'kysely';
import type { ObjectRef } from '../../adapters/bucket/bucket.ts';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { DestructionOutcome } from '../../contracts/custody/destruction.ts';

/** Writes down that somebody proposes to destroy these sessions. Returns its id. The caller has asked `may`. */
export async function insertDestruction(
  tx: Tx,
  { sessionIds, by, reason }: { sessionIds: readonly string[]; by: string; reason: string },
): Promise<string> {
  const { id } = await tx
    .insertInto('destructions')
    .values({ asked_by: by, reason })
    .returning('id')
    .executeTakeFirstOrThrow();
  const rows = sessionIds.map((sessionId) => ({ destruction_id: id, session_id: sessionId }));
  await tx.insertInto('destruction_sessions').values(rows).execute();
  return id;
}

/** Another person approved it: it is carried out from now on. */
export async function approveDestruction(tx: Tx, destructionId: string, by: string, note: string): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('destructions')
    .set({ state: 'approved', approved_by: by, approved_at: sql`now()`, approval_note: note })
    .where('id', '=', destructionId)
    .where('state', '=', 'asked')
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new AppError('changed_meanwhile', 'This list was approved meanwhile: load the page again.');
}

/** A destruction with who proposed and approved it; undefined when there is none. */
export async function destructionById(db: Db, destructionId: string) {
  return db
    .selectFrom('destructions as d')
    .innerJoin('accounts as a', 'a.id', 'd.asked_by')
    .leftJoin('accounts as p', 'p.id', 'd.approved_by')
    .select(['d.id', 'd.state', 'd.reason', 'd.asked_at as askedAt', 'a.name as askedBy'])
    .select(['d.approved_at as approvedAt', 'p.name as approvedBy', 'd.approval_note as approvalNote'])
    .where('d.id', '=', destructionId)
    .executeTakeFirst();
}
export type DestructionFacts = NonNullable<Awaited<ReturnType<typeof destructionById>>>;

/** From the earliest start to the latest end that `sessions s` ever had: all of that goes. */
export const everFrom = sql<Date>`(select min(v.started_at) from session_versions v where v.session_id = s.id)`;
export const everTo = sql<Date>`(
  select max(coalesce(v.ended_at, s.ended_at)) from session_versions v where v.session_id = s.id)`;

/** Its sessions with what became of each so far, the oldest first. */
export async function sessionsOfDestruction(db: Db, destructionId: string) {
  return db
    .selectFrom('destruction_sessions as i')
    .innerJoin('sessions as s', 's.id', 'i.session_id')
    .innerJoin('rooms as r', 'r.id', 's.room_id')
    .leftJoin('destroyed_sessions as gone', 'gone.session_id', 'i.session_id')
    .select(['s.id', 's.room_id as roomId', 'r.code as roomCode', 'r.name as roomName'])
    .select(['i.outcome', 'i.segments', 'i.bytes', everFrom.as('from'), everTo.as('to')])
    .select(sql<boolean>`gone.session_id is not null`.as('isGone'))
    .where('i.destruction_id', '=', destructionId)
    .orderBy('s.started_at')
    .execute();
}
export type DestructionSession = Awaited<ReturnType<typeof sessionsOfDestruction>>[number];

/** Throws session_destroyed when the footage of a session was destroyed, or is being. */
export async function requireNotDestroyed(db: Db, sessionId: string): Promise<void> {
  const gone = await db
    .selectFrom('destruction_sessions')
    .select('session_id')
    .where('session_id', '=', sessionId)
    .where('outcome', '=', 'destroyed')
    .executeTakeFirst();
  if (gone)
    throw new AppError('session_destroyed', 'The footage of this session was destroyed: only its papers are left.');
}

/** What was decided of a session on the list; null when nothing was yet. */
export async function outcomeOf(tx: Tx, destructionId: string, sessionId: string): Promise<DestructionOutcome | null> {
  const row = await tx
    .selectFrom('destruction_sessions')
    .select('outcome')
    .where('destruction_id', '=', destructionId)
    .where('session_id', '=', sessionId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.outcome;
}

/** What became of a session on the list, once and for all; `taken` says how much of it goes. */
export async function setOutcome(
  db: Db,
  destructionId: string,
  sessionId: string,
  outcome: DestructionOutcome,
  taken: { segments: number; bytes: number; objects: number } = { segments: 0, bytes: 0, objects: 0 },
): Promise<void> {
  await db
    .updateTable('destruction_sessions')
    .set({ outcome, segments: taken.segments, bytes: taken.bytes })
    .where('destruction_id', '=', destructionId)
    .where('session_id', '=', sessionId)
    .where('outcome', 'is', null)
    .execute();
  if (outcome === 'destroyed')
    await db.updateTable('session_keeping').set({ is_destroyed: true }).where('session_id', '=', sessionId).execute();
  await db
    .updateTable('destructions')
    .set({ objects: sql`objects + ${taken.objects}::integer` })
    .where('id', '=', destructionId)
    .execute();
}

export interface DestructionDocument extends ObjectRef {
  bytes: number;
  sha256: Buffer;
}

/** A document of the destruction is safe in the bucket: a session's list, or the minutes (`sessionId` null). */
export async function insertDocument(
  db: Db,
  destructionId: string,
  sessionId: string | null,
  { key, versionId, bytes, sha256 }: DestructionDocument,
): Promise<void> {
  await db
    .insertInto('destruction_documents')
    .values({ destruction_id: destructionId, session_id: sessionId, key, version_id: versionId, bytes, sha256 })
    .execute();
}

/** A session's list, or the minutes; undefined when it is not made yet. */
export async function documentOf(db: Db, destructionId: string, sessionId: string | null) {
  return db
    .selectFrom('destruction_documents')
    .select(['key', 'version_id as versionId', 'bytes', 'sha256'])
    .where('destruction_id', '=', destructionId)
    .where(sql<boolean>`session_id is not distinct from ${sessionId}::uuid`)
    .executeTakeFirst();
}

/** Everything is written down: from now on objects are removed. */
export async function markRemoving(db: Db, destructionId: string): Promise<void> {
  await db
    .updateTable('destructions')
    .set({ state: 'removing' })
    .where('id', '=', destructionId)
    .where('state', '=', 'approved')
    .execute();
}

/** So many more objects are gone. */
export async function countRemoved(db: Db, destructionId: string, objects: number): Promise<void> {
  await db
    .updateTable('destructions')
    .set({ removed: sql`removed + ${objects}::integer` })
    .where('id', '=', destructionId)
    .execute();
}

/** Nothing of a session is left: the proof of that, for ever. */
export async function insertDestroyed(
  tx: Tx,
  destructionId: string,
  { id, segments, bytes }: DestructionSession,
  hashes: { list: Buffer; minutes: Buffer },
): Promise<void> {
  await tx
    .insertInto('destroyed_sessions')
    .values({
      ...{ session_id: id, destruction_id: destructionId, segments, bytes },
      ...{ list_sha256: hashes.list, minutes_sha256: hashes.minutes },
    })
    .execute();
}

/** The whole list is carried out. Returns false when it was already. */
export async function markDone(tx: Tx, destructionId: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('destructions')
    .set({ state: 'done', done_at: sql`now()`, failure: null, failed_at: null })
    .where('id', '=', destructionId)
    .where('state', '=', 'removing')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Carrying it out gave up for now; `failure` says why, for people to see. */
export async function noteDestructionFailure(db: Db, destructionId: string, failure: string): Promise<void> {
  await db
    .updateTable('destructions')
    .set({ failure, failed_at: sql`now()` })
    .where('id', '=', destructionId)
    .where('state', 'in', ['approved', 'removing'])
    .execute();
}

/** Approved lists that are not carried out; one that failed again after an hour. */
export async function destructionsToRun(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('destructions')
    .select('id')
    .where('state', 'in', ['approved', 'removing'])
    .where(sql<boolean>`failed_at is null or failed_at < now() - interval '1 hour'`)
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
