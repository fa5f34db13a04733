import type { ObjectRef } from '../../adapters/bucket/bucket.ts';
import { BucketError } from '../../adapters/bucket/bucket-error.ts';
import type { Tx } from '../../adapters/postgres/connect.ts';
import { appendAudit } from '../../custody/audit.ts';
import { placeHold, toHoldAfterIncident } from '../../custody/retention/holds.ts';
import { type Noted, noteKeeping } from '../../custody/retention/session-keeping.ts';
import type { FixityDeps } from './fixity-deps.ts';

/** Puts an object of which something is wrong under legal hold. What is `gone` cannot be held, and needs it least. */
export async function holdSpoilt(
  { bucket, log }: Pick<FixityDeps, 'bucket' | 'log'>,
  ref: ObjectRef,
  isHeld: boolean,
  gone: boolean,
): Promise<void> {
  await bucket.hold(ref, isHeld).catch((error: unknown) => {
    if (!gone || !(error instanceof BucketError)) throw error;
    log.warn({ err: error, key: ref.key }, 'what is not in the object store could not be held there');
  });
}

/** The program holds sessions that are not destroyed and of which something is not as it was recorded: nothing else of them may go until people have looked. */
export async function holdSessions(tx: Tx, sessionIds: readonly string[]): Promise<Noted[]> {
  const open = await toHoldAfterIncident(tx, sessionIds);
  for (const sessionId of open) {
    const holdId = await placeHold(tx, { on: { sessionId }, reason: 'incident', note: '', by: null });
    const details = { holdId, reason: 'incident' };
    await appendAudit(tx, { accountId: null, act: 'hold.place', thing: { kind: 'session', id: sessionId }, details });
  }
  return noteKeeping(tx, open);
}
