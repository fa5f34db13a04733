import { type RawBuilder, sql } from 'kysely';
import type { Bucket, ObjectRef } from '../adapters/bucket/bucket.ts';
import { BucketError } from '../adapters/bucket/bucket-error.ts';
import type { Db, Tx } from '../adapters/postgres/connect.ts';
import { longestSegmentMs } from './segments.ts';

/** Which of a camera's segments are meant. Stretches are PostgreSQL multiranges as text, for example `{[a,b),[c,d)}`. */
export interface Removable {
  cameraId: string;
  /** Only what lies over these stretches; null = wherever it lies. */
  over: string | null;
  /** Also what is missing or in quarantine: nothing of it is to be left. */
  withFaulty?: boolean;
  /** Only what begins from here on. */
  from?: Date;
  /** Nothing that lies over these. */
  except: string;
  endedBefore: Date;
}

export interface RemovedObject extends ObjectRef {
  bytes: number;
  sha256: Buffer;
}

/** A segment that waits to be removed, or was: its objects as the row names them. */
export interface RemovedSegment {
  startedAt: Date;
  endedAt: Date;
  /** Held for its own sake, in quarantine: that hold ends with it. */
  isHeld: boolean;
  objects: RemovedObject[];
}

export interface Amount {
  segments: number;
  objects: number;
  bytes: number;
}

/** When a camera's oldest stored segment from `from` on begins; null when there is none. */
export async function oldestStored(db: Db, cameraId: string, from: Date): Promise<Date | null> {
  const row = await db
    .selectFrom('segments')
    .select((eb) => eb.fn.min('started_at').as('from'))
    .where('camera_id', '=', cameraId)
    .where('started_at', '>=', from)
    .where('state', '=', 'stored')
    .executeTakeFirst();
  return row?.from ?? null;
}

/** Segments that must not be removed yet: held, or locked after `now`. */
export async function keptInStore(db: Db, which: Removable, now: Date): Promise<{ held: boolean; locked: boolean }> {
  const { rows } = await sql<{ held: boolean | null; locked: boolean | null }>`
    select bool_or(s.is_held is distinct from false and s.state <> 'quarantined') as held,
      bool_or(coalesce(s.locked_until > ${now}, true)) as locked
    from segments s where ${matches(which)}`.execute(db);
  return { held: rows[0]?.held ?? false, locked: rows[0]?.locked ?? false };
}

/** Asks the store for locks that rows do not know, and writes them down. */
export async function lookUpLocks(db: Db, bucket: Bucket, which: Removable, limit = 1_000_000): Promise<void> {
  const unknown = sql<boolean>`${matches(which)} and s.locked_until is null`;
  for (const segment of await selectRemoved(db, which.cameraId, unknown, limit)) {
    const until = await Promise.all(segment.objects.map((ref) => lockOf(bucket, ref)));
    const last = Math.max(0, ...until.map((one) => one?.getTime() ?? 0));
    await db
      .updateTable('segments')
      .set({ locked_until: new Date(last) })
      .where('camera_id', '=', which.cameraId)
      .where('started_at', '=', segment.startedAt)
      .where('locked_until', 'is', null)
      .execute();
  }
}

/** What is gone is locked by nobody. */
async function lockOf(bucket: Bucket, ref: ObjectRef): Promise<Date | null> {
  try {
    return await bucket.lockedUntil(ref);
  } catch (error) {
    if (error instanceof BucketError && error.kind === 'missing') return null;
    throw error;
  }
}

/** How much is meant of what ended after `after`, held and locked or not. */
export async function storedAmount(db: Db, { after, ...which }: Removable & { after: Date }) {
  const { rows } = await sql<{ segments: number; bytes: number }>`
    select count(*) as segments, coalesce(sum(s.video_bytes + coalesce(s.audio_bytes, 0)), 0)::bigint as bytes
    from segments s where ${matches(which)} and s.started_at > ${after}::timestamptz - interval '10 minutes'
      and s.ended_at > ${after}`.execute(db);
  return rows[0] ?? { segments: 0, bytes: 0 };
}

/**
 * The segments that are neither held nor locked are to go, with the destruction of `sessionId`, or by themselves (null):
 * nobody plays them from now on. At most `limit`, the oldest first; `last` is the start of the newest of them.
 */
export async function markDeleting(
  tx: Tx,
  which: Removable,
  { now, sessionId, limit = 1_000_000 }: { now: Date; sessionId: string | null; limit?: number },
): Promise<Amount & { last: Date | null }> {
  const { rows } = await sql<Amount & { last: Date | null }>`
    with taken as (
      update segments set state = 'deleting', removed_with = ${sessionId}::uuid where (camera_id, started_at) in (
        select s.camera_id, s.started_at from segments s
        where ${matches(which)} and (not s.is_held or s.state = 'quarantined') and s.locked_until <= ${now}
        order by s.started_at limit ${limit})
      returning started_at, video_bytes + coalesce(audio_bytes, 0) as bytes, 1 + (audio_key is not null)::int as objects)
    select count(*) as segments, coalesce(sum(objects), 0)::bigint as objects, coalesce(sum(bytes), 0)::bigint as bytes,
      max(started_at) as last from taken`.execute(tx);
  return rows[0] ?? { segments: 0, objects: 0, bytes: 0, last: null };
}

function matches({ cameraId, over, except, endedBefore, withFaulty, from }: Removable): RawBuilder<boolean> {
  const span = sql`tstzrange(s.started_at, s.ended_at)`;
  const within = over === null ? sql`true` : liesOver(over);
  const state = withFaulty ? sql`s.state in ('stored', 'missing', 'quarantined')` : sql`s.state = 'stored'`;
  return sql<boolean>`(s.camera_id = ${cameraId} and ${state} and s.started_at < ${endedBefore}
    and s.started_at >= ${from ?? new Date(0)} and s.ended_at <= ${endedBefore} and ${within} and not ${span} && ${except}::tstzmultirange)`;
}

function liesOver(stretches: string): RawBuilder<boolean> {
  const parts = sql`${stretches}::tstzmultirange`;
  return sql<boolean>`(s.started_at >= lower(${parts}) - make_interval(secs => ${longestSegmentMs / 1000})
    and s.started_at < upper(${parts}) and tstzrange(s.started_at, s.ended_at) && ${parts})`;
}

/** A camera's segments that go or went with the destruction of a session, in order of time. */
export function removedSegments(db: Db, cameraId: string, sessionId: string): Promise<RemovedSegment[]> {
  return selectRemoved(db, cameraId, sql`s.state in ('deleting', 'deleted') and s.removed_with = ${sessionId}`);
}

/**
 * A camera's segments that wait to be removed with the destruction of a session, or by themselves (null), from behind
 * `after` on.
 */
export function segmentsToRemove(
  db: Db,
  cameraId: string,
  { sessionId, after, limit }: { sessionId: string | null; after: Date; limit: number },
): Promise<RemovedSegment[]> {
  const whose = sql`s.removed_with is not distinct from ${sessionId}::uuid`;
  return selectRemoved(db, cameraId, sql`s.state = 'deleting' and ${whose} and s.started_at > ${after}`, limit);
}

async function selectRemoved(db: Db, cameraId: string, which: RawBuilder<unknown>, limit = 1_000_000) {
  const rows = await db
    .selectFrom('segments as s')
    .select(['started_at', 'ended_at', 'is_held', 'video_key', 'video_version_id', 'video_bytes', 'video_sha256'])
    .select(['audio_key', 'audio_version_id', 'audio_bytes', 'audio_sha256'])
    .where('camera_id', '=', cameraId)
    .where(sql<boolean>`${which}`)
    .orderBy('started_at')
    .limit(limit)
    .execute();
  return rows.map((row): RemovedSegment => {
    const { video_key: key, video_version_id: versionId, video_bytes: bytes, video_sha256: sha256 } = row;
    const { audio_key: audioKey, audio_version_id: audioVersion, audio_sha256: audioHash } = row;
    const audio =
      audioKey !== null && audioVersion !== null && audioHash !== null
        ? [{ key: audioKey, versionId: audioVersion, bytes: row.audio_bytes ?? 0, sha256: audioHash }]
        : [];
    return {
      startedAt: row.started_at,
      endedAt: row.ended_at,
      isHeld: row.is_held === true,
      objects: [{ key, versionId, bytes, sha256 }, ...audio],
    };
  });
}

const atOnce = 8;

/** What became of segments whose objects were to be removed. */
export interface Removal {
  gone: RemovedSegment[];
  /** The store refused these, or was away. */
  left: { segment: RemovedSegment; error: unknown }[];
}

/**
 * Removes the objects from the store, by version; of a segment the last first, so that one that is refused leaves the
 * picture. One that is gone already was removed by an earlier try. One that fails does not stop the others.
 */
export async function removeObjects(bucket: Bucket, segments: readonly RemovedSegment[]): Promise<Removal> {
  const removal: Removal = { gone: [], left: [] };
  for (let i = 0; i < segments.length; i += atOnce) {
    const batch = segments.slice(i, i + atOnce);
    const done = await Promise.allSettled(batch.map((segment) => removeSegment(bucket, segment)));
    for (const [place, segment] of batch.entries()) {
      const one = done[place];
      if (one?.status === 'rejected') removal.left.push({ segment, error: one.reason });
      else removal.gone.push(segment);
    }
  }
  return removal;
}

async function removeSegment(bucket: Bucket, { objects, isHeld }: RemovedSegment) {
  for (const ref of objects.toReversed()) {
    if (isHeld) await unlessMissing(bucket.hold(ref, false));
    await unlessMissing(bucket.remove(ref));
  }
}

async function unlessMissing(act: Promise<void>) {
  try {
    await act;
  } catch (error) {
    if (!(error instanceof BucketError && error.kind === 'missing')) throw error;
  }
}

/**
 * The objects of these segments are gone; the rows keep their hashes for ever. Returns those that this call marked: another
 * program may have been at the same.
 */
export async function markDeleted<S extends Pick<RemovedSegment, 'startedAt'>>(
  db: Db,
  cameraId: string,
  segments: readonly S[],
): Promise<S[]> {
  if (segments.length === 0) return [];
  const starts = segments.map(({ startedAt }) => startedAt);
  const rows = await db
    .updateTable('segments')
    .set({ state: 'deleted' })
    .where('camera_id', '=', cameraId)
    .where('started_at', 'in', starts)
    .where('state', '=', 'deleting')
    .returning('started_at')
    .execute();
  const marked = new Set(rows.map((row) => row.started_at.getTime()));
  return segments.filter(({ startedAt }) => marked.has(startedAt.getTime()));
}

/** The store still locks or holds what was to go: it is kept for now. */
export async function keepAfterAll(
  db: Db,
  cameraId: string,
  startedAt: Date,
  now: { isHeld: boolean; lockedUntil: Date | null },
): Promise<void> {
  await db
    .updateTable('segments')
    .set({ state: 'stored', is_held: now.isHeld, locked_until: now.lockedUntil })
    .where('camera_id', '=', cameraId)
    .where('started_at', '=', startedAt)
    .where('state', '=', 'deleting')
    .execute();
}
