import { sql } from 'kysely';
import { everyone } from '../../access/audience.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { openIncident } from '../../custody/fixity/incidents.ts';
import type { Fault } from '../../custody/fixity/read-object.ts';
import type { Noted } from '../../custody/retention/session-keeping.ts';
import { markFaulty, type Segment, segmentAt, type Track } from '../../recording/segments.ts';
import { reopenClips } from '../clips/clips.ts';
import { askForSeal } from '../clips/tagging.ts';
import { applyKept } from '../keeping/ask-keeping.ts';
import { tellOfHold } from '../keeping/holding.ts';
import { oneAtATime } from '../keeping/one-at-a-time.ts';
import { alarmTakenAway, giveBack, isTakenAway } from '../keeping/taken-away.ts';
import type { FixityDeps } from './fixity-deps.ts';
import { holdSessions, holdSpoilt } from './hold-sessions.ts';

/**
 * Footage is not what was recorded, or gone: its objects are held, and in one transaction it goes into quarantine, becomes an
 * incident, holds every session that it lies over, and opens their clips for a manifest that says so. Returns false when it
 * is not stored any more.
 */
export async function reportFootage(
  deps: FixityDeps,
  segment: Segment,
  track: Track,
  verdict: Fault,
): Promise<boolean> {
  const { cameraId, startedAt, endedAt } = segment;
  const sessions = await oneAtATime(deps.db, cameraId, async () => {
    if (!(await segmentAt(deps.db, cameraId, startedAt))) return null;
    // Before its row leaves the list of what keeping looks after: whatever comes now, it stays.
    await setHolds(deps, segment, true, verdict);
    const noted = await deps.db.transaction().execute(async (tx) => {
      // First the sessions, as whoever destroys them does: neither waits for the other.
      const sessionIds = await sessionsOver(tx, segment);
      // Its sound is gone and its picture there: the row must not say that the picture is gone.
      const state = verdict.is === 'missing' && track === segment.video ? 'missing' : 'quarantined';
      if (!(await markFaulty(tx, segment, state))) return null;
      const about = { thing: 'footage', cameraId, startedAt, endedAt } as const;
      const found = verdict.is === 'altered' ? verdict.found : null;
      await openIncident(tx, { kind: verdict.is, object: track, found, at: new Date(deps.clock.now()), about });
      return hold(tx, segment, sessionIds);
    });
    if (noted === null && segment.isHeld === false) await setHolds(deps, segment, false, verdict);
    return noted;
  });
  if (sessions === null) return false;
  deps.log.error({ cameraId, startedAt, key: track.key, kind: verdict.is }, 'footage is not what was recorded');
  await tell(deps, segment, sessions);
  return true;
}

/** Somebody shortened a lock or took a hold away: set again, an alarm and an incident. Returns false when it was not so. */
export async function reportLock(deps: FixityDeps, { cameraId, startedAt }: Segment): Promise<boolean> {
  return oneAtATime(deps.db, cameraId, async () => {
    // Asked again now that nobody else changes it.
    const segment = await segmentAt(deps.db, cameraId, startedAt);
    if (!segment || !(await isTakenAway(deps, segment))) return false;
    await giveBack(deps, segment);
    await deps.db.transaction().execute(async (tx) => {
      const about = { thing: 'footage', cameraId, startedAt, endedAt: segment.endedAt } as const;
      const at = new Date(deps.clock.now());
      await openIncident(tx, { kind: 'lock_shortened', object: segment.video, found: null, at, about });
      await alarmTakenAway({ ...deps, db: tx }, segment, 'fixity');
    });
    return true;
  });
}

async function setHolds(deps: FixityDeps, { video, audio }: Segment, isHeld: boolean, { is }: Fault) {
  for (const track of audio ? [video, audio] : [video]) await holdSpoilt(deps, track, isHeld, is !== 'altered');
}

interface Touched {
  /** Every session that it ever lay over. */
  sessionIds: string[];
  noted: Noted[];
}

async function hold(tx: Tx, { cameraId }: Segment, sessionIds: string[]): Promise<Touched> {
  for (const sessionId of sessionIds) await reopenClips(tx, { sessionId, cameraId, withFailed: true });
  return { sessionIds, noted: await holdSessions(tx, sessionIds) };
}

/** Sessions that ever lay over the segment and are not destroyed; locked. */
async function sessionsOver(tx: Tx, { cameraId, startedAt, endedAt }: Segment): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from sessions s
    where s.room_id = (select room_id from cameras where id = ${cameraId})
      and s.id in (select v.session_id from session_versions v
        where tstzrange(v.started_at, v.ended_at) && tstzrange(${startedAt}, ${endedAt}))
      and not exists (select from destruction_sessions i where i.session_id = s.id and i.outcome = 'destroyed')
    order by s.id for update of s`.execute(tx);
  return rows.map((row) => row.id);
}

async function tell(deps: FixityDeps, { cameraId }: Segment, { sessionIds, noted }: Touched) {
  await applyKept(deps, noted);
  for (const sessionId of sessionIds) {
    await askForSeal(deps, sessionId);
    await tellOfHold(deps, { sessionId });
  }
  // Footage of a session is told of to those who may know of it, above: a hint to all would say when and where.
  if (sessionIds.length === 0) await deps.publish({ kind: 'camera', id: cameraId, version: 0 }, everyone);
}
