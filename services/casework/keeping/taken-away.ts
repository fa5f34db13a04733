import type { Bucket } from '../../adapters/bucket/bucket.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Log } from '../../log.ts';
import type { Segment } from '../../recording/segments.ts';

type Kept = Pick<Segment, 'cameraId' | 'startedAt' | 'video' | 'audio' | 'isHeld' | 'lockedUntil'>;

/** Servers keep whole seconds. */
const roundingMs = 1000;

/** Whether the store locks a segment's objects for less long than its row says, or does not hold them any more. */
export async function isTakenAway(
  { bucket, clock }: { bucket: Bucket; clock: Clock },
  segment: Kept,
): Promise<boolean> {
  const { isHeld } = segment;
  // One that has run out anyway is missed by nobody.
  const lockedUntil = segment.lockedUntil && segment.lockedUntil.getTime() > clock.now() ? segment.lockedUntil : null;
  const lost = await Promise.all(
    tracksOf(segment).map(async (track) => {
      const until = await bucket.lockedUntil(track);
      const isLockLost =
        lockedUntil !== null && (until === null || until.getTime() < lockedUntil.getTime() - roundingMs);
      return isLockLost || (isHeld === true && !(await bucket.isHeld(track)));
    }),
  );
  return lost.includes(true);
}

/** Says that somebody took a lock or hold away, to the log and the audit log. */
export async function alarmTakenAway(
  { db, log }: { db: Db; log: Log },
  { cameraId, startedAt }: Kept,
  check: 'keeping' | 'fixity',
): Promise<void> {
  log.error({ cameraId, startedAt }, 'somebody took a hold or lock away in the object store; it is set again');
  // No camera and no time, which may be those of a session that must not be known: these stand in the program's log.
  await appendAudit(db, { accountId: null, act: 'store.alarm', details: { check } });
}

/** Brings the store back to what the row says of a segment's lock and hold. */
export async function giveBack({ bucket, clock }: { bucket: Bucket; clock: Clock }, segment: Kept): Promise<void> {
  const { lockedUntil } = segment;
  for (const track of tracksOf(segment)) {
    if (lockedUntil && lockedUntil.getTime() > clock.now()) await bucket.lockUntil(track, lockedUntil);
    if (segment.isHeld === true) await bucket.hold(track, true);
  }
}

const tracksOf = ({ video, audio }: Kept) => (audio ? [video, audio] : [video]);
