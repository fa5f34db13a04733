import { type Fault, readObject, type Verdict } from '../../custody/fixity/read-object.ts';
import { clearSuspect, noteSuspect } from '../../custody/fixity/suspects.ts';
import type { Segment, Track } from '../../recording/segments.ts';
import { isTakenAway } from '../keeping/taken-away.ts';
import type { Outcome, Turn } from './fixity-deps.ts';
import { reportFootage, reportLock } from './report-footage.ts';
import { isStoreThere } from './witness.ts';

/**
 * Reads both objects of a stored segment, and looks whether they are locked and held as its row says. What is wrong becomes
 * an incident; what cannot be read is a suspect first. Throws when the store is away.
 */
export async function checkSegment(turn: Turn, segment: Segment): Promise<Outcome> {
  const worst = await worstOf(turn, segment);
  if (worst !== null) return judge(turn, segment, worst);
  await clearSuspect(turn.db, placeOf(segment));
  if (await isTakenAway(turn, segment)) return (await reportLock(turn, segment)) ? 'fault' : 'whole';
  return 'whole';
}

interface Found {
  track: Track;
  verdict: Verdict;
}

const gravity: Record<Verdict['is'], number> = { whole: 0, unreadable: 1, missing: 2, altered: 3 };

async function worstOf(turn: Turn, { video, audio }: Segment): Promise<(Found & { verdict: Fault }) | null> {
  const keys = [video.key, ...(audio ? [audio.key] : [])];
  let worst: Found | null = null;
  for (const track of audio ? [video, audio] : [video]) {
    const verdict = await readObject(turn, track, () => isStoreThere(turn, keys));
    if (worst === null || gravity[verdict.is] > gravity[worst.verdict.is]) worst = { track, verdict };
  }
  return worst === null || worst.verdict.is === 'whole' ? null : (worst as Found & { verdict: Fault });
}

async function judge(turn: Turn, segment: Segment, { track, verdict }: Found & { verdict: Fault }): Promise<Outcome> {
  const { db, clock } = turn;
  if (verdict.is === 'unreadable' && !(await noteSuspect(db, placeOf(segment), new Date(clock.now())))) {
    turn.log.warn({ cameraId: segment.cameraId, startedAt: segment.startedAt }, 'footage cannot be read; tried again');
    return 'suspect';
  }
  // Not where it was destroyed, as it should be, while it was read.
  const isReported = await reportFootage(turn, segment, track, verdict);
  await clearSuspect(db, placeOf(segment));
  return isReported ? 'fault' : 'gone';
}

const placeOf = ({ cameraId, startedAt }: Segment) => ({ lane: cameraId, position: startedAt.toISOString() });
