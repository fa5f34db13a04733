import { sql } from 'kysely';
import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { Enqueue } from '../../adapters/queue/enqueue.ts';
import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import { markTagged, type Segment, segmentAt, segmentsBetween } from '../../recording/segments.ts';
import { askKeeping } from '../keeping/ask-keeping.ts';
import { clipsOf, ensureClips, reopenClips } from './clips.ts';
import { everHeld } from './ever-held.ts';
import { keepSegments } from './keeping.ts';
import { isReadyToSeal } from './ready.ts';

export interface TaggingDeps {
  db: Database;
  /** With the custody identity, which may write tags. */
  bucket: Bucket;
  enqueue: Enqueue;
  clock: Clock;
  log: Log;
  /** Locks are kept this many days ahead. */
  lockDays: number;
}

/** Name of the object tag that holds the opaque codes of a segment's cases, joined with '+'. */
export const caseTag = 'case';

/**
 * `segment.tag`: finds the sessions a new segment belongs to, makes or reopens their clips, writes the codes of their
 * cases on the objects, and locks and holds these as the sessions ask. May be done any number of times.
 */
export async function tagSegment(deps: TaggingDeps, cameraId: string, startedAt: Date): Promise<void> {
  const segment = await segmentAt(deps.db, cameraId, startedAt);
  if (!segment) return;
  const sessions = await sessionsDuring(deps.db, cameraId, segment.startedAt, segment.endedAt);
  for (const session of sessions) {
    await ensureClips(deps.db, session.id);
    if (segment.tagState === 'untagged') await reopenClips(deps.db, { sessionId: session.id, cameraId });
  }
  // First what keeps it from being deleted.
  if (sessions.length > 0) await keepSegments(deps, cameraId, [segment]);
  await writeTags(deps, segment);
  await markTagged(deps.db, cameraId, startedAt);
  for (const session of sessions) await askForSeal(deps, session.id);
}

/**
 * `session.tag`: does the same for all footage that a session holds or ever held, after its times or cases changed.
 * `revision` is the change it answers; a later change has a job of its own.
 */
export async function tagSession(
  deps: TaggingDeps,
  sessionId: string,
  revision: number,
  signal: AbortSignal,
): Promise<void> {
  const session = await deps.db
    .selectFrom('sessions')
    .select(['room_id', 'tagged_revision', 'revision'])
    .where('id', '=', sessionId)
    .executeTakeFirst();
  if (!session || session.tagged_revision >= revision) return;
  await ensureClips(deps.db, sessionId);
  await reopenClips(deps.db, { sessionId });
  // Before the tags: an object that is gone must not keep the others from being held.
  await askKeeping(deps, [sessionId]);
  for (const { from, to } of await everHeld(deps.db, sessionId, new Date(deps.clock.now()))) {
    for (const clip of await clipsOf(deps.db, sessionId)) {
      for (const segment of await segmentsBetween(deps.db, clip.cameraId, from, to)) {
        signal.throwIfAborted();
        await writeTags(deps, segment);
      }
    }
  }
  await deps.db
    .updateTable('sessions')
    .set({ tagged_revision: session.revision, tag_failure: null })
    .where('id', '=', sessionId)
    .where('tagged_revision', '<', session.revision)
    .execute();
  await askForSeal(deps, sessionId);
}

/** Asks for a seal of every clip of the session that can be sealed now. */
export async function askForSeal(
  deps: Pick<TaggingDeps, 'db' | 'enqueue' | 'clock'>,
  sessionId: string,
): Promise<void> {
  const now = new Date(deps.clock.now());
  if (!(await isReadyToSeal(deps.db, sessionId, now))) return;
  for (const clip of await clipsOf(deps.db, sessionId)) {
    if (clip.state === 'open') await deps.enqueue('clip.seal', { v: 1, clipId: clip.id, revision: clip.revision });
  }
}

async function writeTags({ db, bucket }: TaggingDeps, segment: Segment): Promise<void> {
  const codes = await caseCodesDuring(db, segment);
  const wanted = codes.length === 0 ? {} : { [caseTag]: codes.join('+') };
  for (const track of [segment.video, segment.audio]) {
    if (track === null) continue;
    const present = await bucket.tags(track);
    if ((present[caseTag] ?? '') !== (wanted[caseTag] ?? '')) await bucket.tag(track, wanted);
  }
}

/** A session that has ended before this one's end still holds the segment they share. */
async function sessionsDuring(db: Db, cameraId: string, from: Date, to: Date) {
  return db
    .selectFrom('sessions as s')
    .innerJoin('cameras as c', 'c.room_id', 's.room_id')
    .select('s.id')
    .where('c.id', '=', cameraId)
    .where(sql<boolean>`tstzrange(s.started_at, s.ended_at) && tstzrange(${from}, ${to})`)
    .execute();
}

async function caseCodesDuring(db: Db, segment: Segment): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions as s')
    .innerJoin('cameras as c', 'c.room_id', 's.room_id')
    .innerJoin('session_cases as sc', 'sc.session_id', 's.id')
    .innerJoin('cases', 'cases.id', 'sc.case_id')
    .select('cases.code')
    .distinct()
    .where('c.id', '=', segment.cameraId)
    .where('sc.unlinked_at', 'is', null)
    .where(sql<boolean>`tstzrange(s.started_at, s.ended_at) && tstzrange(${segment.startedAt}, ${segment.endedAt})`)
    .orderBy('cases.code')
    .execute();
  return rows.map((row) => row.code);
}

/** `session.tag` gave up for good; `failure` says why. */
export async function noteTagFailure(db: Db, sessionId: string, failure: string): Promise<void> {
  await db.updateTable('sessions').set({ tag_failure: failure }).where('id', '=', sessionId).execute();
}
