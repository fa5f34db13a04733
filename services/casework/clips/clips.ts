import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { appendAudit } from '../../custody/audit.ts';

/** A clip with what sealing and previews need of its session and camera. */
export interface ClipFacts {
  id: string;
  sessionId: string;
  cameraId: string;
  roomId: string;
  roomCode: string;
  cameraCode: string;
  from: Date;
  /** null while the session runs. */
  to: Date | null;
  state: 'open' | 'sealed' | 'failed' | 'destroyed';
  revision: number;
}

/**
 * Makes the clips of a session, one for each camera of its room, or brings their times up to date; changed times open a
 * sealed clip again. Idempotent. A camera that was added meanwhile counts from then on.
 */
export async function ensureClips(db: Db, sessionId: string): Promise<void> {
  await sql`
    insert into clips (session_id, camera_id, from_at, to_at)
    select s.id, c.id, greatest(s.started_at, c.created_at), s.ended_at
    from sessions s join cameras c on c.room_id = s.room_id
    where s.id = ${sessionId} and (s.ended_at is null or c.created_at < s.ended_at)
    on conflict (session_id, camera_id) do update
      set from_at = excluded.from_at, to_at = excluded.to_at, revision = clips.revision + 1, state = 'open', failure = null,
        preview_state = 'none'
      where clips.state != 'destroyed'
        and (clips.from_at, clips.to_at) is distinct from (excluded.from_at, excluded.to_at)`.execute(db);
  await sql`update sessions set has_clips = true where id = ${sessionId} and not has_clips
    and exists (select from clips where session_id = ${sessionId})`.execute(db);
}

/**
 * Something of what these clips hold has changed: a seal under way no longer counts, a finished one is made anew; one that
 * failed only `withFailed`.
 */
export async function reopenClips(
  db: Db,
  which: { sessionId: string; cameraId?: string; withFailed?: boolean },
): Promise<void> {
  await db
    .updateTable('clips')
    .set({ revision: sql`revision + 1`, state: 'open', failure: null, preview_state: 'none' })
    .where('session_id', '=', which.sessionId)
    .$if(which.cameraId !== undefined, (query) => query.where('camera_id', '=', which.cameraId ?? ''))
    .where('state', 'in', ['open', 'sealed', ...(which.withFailed ? (['failed'] as const) : [])])
    .where('to_at', 'is not', null)
    .execute();
}

/** A clip by id; undefined when there is none. */
export async function clipFacts(db: Db, clipId: string): Promise<ClipFacts | undefined> {
  return selectClips(db).where('clips.id', '=', clipId).executeTakeFirst();
}

/** The clips of a session. */
export async function clipsOf(db: Db, sessionId: string): Promise<ClipFacts[]> {
  return selectClips(db).where('clips.session_id', '=', sessionId).execute();
}

function selectClips(db: Db) {
  return db
    .selectFrom('clips')
    .innerJoin('cameras as c', 'c.id', 'clips.camera_id')
    .innerJoin('rooms as r', 'r.id', 'c.room_id')
    .select([
      'clips.id',
      'clips.session_id as sessionId',
      'clips.camera_id as cameraId',
      'r.id as roomId',
      'r.code as roomCode',
      'c.code as cameraCode',
      'clips.from_at as from',
      'clips.to_at as to',
      'clips.state',
      'clips.revision',
    ]);
}

/** The clip counts as sealed, unless it has changed since `revision` was read. Returns whether it did. */
export async function markSealed(db: Db, clipId: string, revision: number, now: Date): Promise<boolean> {
  const changed = await db
    .updateTable('clips')
    .set({ state: 'sealed', sealed_at: now, failure: null })
    .where('id', '=', clipId)
    .where('revision', '=', revision)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** The footage of a session is being removed: nothing is made of its clips any more. The caller holds the session. */
export async function markDestroyed(db: Db, sessionId: string): Promise<void> {
  await db
    .updateTable('clips')
    .set({ state: 'destroyed', revision: sql`revision + 1`, failure: null })
    .where('session_id', '=', sessionId)
    .execute();
  await db.updateTable('sessions').set({ is_destroyed: true }).where('id', '=', sessionId).execute();
}

/** Sealing found something wrong that trying again will not mend; a person must look. */
export async function markFailed(db: Db, clipId: string, failure: string): Promise<void> {
  await db
    .updateTable('clips')
    .set({ state: 'failed', failure })
    .where('id', '=', clipId)
    .where('state', '=', 'open')
    .execute();
}

/** Sealing is being tried again; `failure` says what is in the way. */
export async function noteTrouble(db: Db, clipId: string, failure: string): Promise<void> {
  await db.updateTable('clips').set({ failure }).where('id', '=', clipId).where('state', '=', 'open').execute();
}

/** A person asks to try a failed clip again. Throws not_found when it is not one. The caller has asked `may`. */
export async function sealAgain(db: Database, actor: Actor, clipId: string): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('clips')
      .set({ state: 'open', failure: null, revision: sql`revision + 1` })
      .where('id', '=', clipId)
      .where('state', '=', 'failed')
      .returning('revision')
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'There is no failed clip here: it may have been sealed meanwhile.');
    await appendAudit(tx, {
      accountId: actor.id,
      address: actor.address,
      act: 'clip.seal_again',
      thing: { kind: 'clip', id: clipId },
    });
    return row.revision;
  });
}
