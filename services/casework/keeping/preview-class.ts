import type { Actor } from '../../access/actor.ts';
import { sessionVisible } from '../../access/visible.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import { retentionClass } from '../../contracts/custody/retention.ts';
import type { RetentionChange, RetentionPreview } from '../../contracts/custody/retention-change.ts';
import { retentionChangeState } from '../../contracts/custody/retention-change.ts';
import { keepingOf } from '../../custody/retention/keeping.ts';
import type { NewDays } from '../../custody/retention/retention-changes.ts';
import { classDays, keptSessions } from '../../custody/retention/session-keeping.ts';
import { storedAmount } from '../../recording/removal.ts';
import { keptStretches } from '../destruction/stretches.ts';
import { isShorter, requireChange, waitMs } from './change-class.ts';

const dayMs = 86_400_000;
const pageSessions = 500;

/** What new days of a class would mean for what is there now. Changes nothing. Throws invalid_input. */
export async function previewChange(
  { db, clock }: { db: Database; clock: Clock },
  actor: Actor,
  wanted: NewDays,
): Promise<RetentionPreview> {
  const old = await requireChange(db, wanted);
  const shorter = isShorter(old, wanted);
  const effectiveMs = clock.now() + (shorter ? waitMs : 0);
  const nothing = { segments: 0, bytes: 0 };
  const idle =
    wanted.code === 'idle' && shorter
      ? await idleOver(db, actor, { oldDays: old.minDays, newDays: wanted.minDays, effectiveMs })
      : nothing;
  return {
    isShorter: shorter,
    sessions: shorter ? await sessionsOver(db, actor, wanted, effectiveMs) : 0,
    ...{ idleSegments: idle.segments, idleBytes: idle.bytes },
  };
}

/** Sessions whose time would be over at `effectiveMs` by the new days, and is not by the old ones. */
async function sessionsOver(db: Database, actor: Actor, wanted: NewDays, effectiveMs: number): Promise<number> {
  const old = await classDays(db);
  const changed = old.map((one) => (one.code === wanted.code ? wanted : one));
  let over = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await db
      .selectFrom('sessions as s')
      .select('s.id')
      .where('s.id', '>', after)
      .where('s.ended_at', 'is not', null)
      .where(sessionVisible(actor, 's'))
      .where((eb) =>
        eb.not(
          eb.exists(
            eb.selectFrom('destroyed_sessions as d').select('d.session_id').whereRef('d.session_id', '=', 's.id'),
          ),
        ),
      )
      .orderBy('s.id')
      .limit(pageSessions)
      .execute();
    const sessions = await keptSessions(
      db,
      page.map(({ id }) => id),
    );
    const isOver = (days: typeof old, session: (typeof sessions)[number]) => {
      const { until } = keepingOf(session, days);
      return until !== null && until.getTime() <= effectiveMs;
    };
    over += sessions.filter((session) => isOver(changed, session) && !isOver(old, session)).length;
    const last = page.at(-1);
    if (!last || page.length < pageSessions) return over;
    after = last.id;
  }
}

interface IdleChange {
  oldDays: number;
  newDays: number;
  effectiveMs: number;
}

/**
 * The record of no session that would be over by the new days, and is not by the old ones. What sessions keep of which the
 * person may not know counts as going: else the number would tell of them.
 */
async function idleOver(db: Database, actor: Actor, { oldDays, newDays, effectiveMs }: IdleChange) {
  const total = { segments: 0, bytes: 0 };
  const cameras = await db.selectFrom('cameras').select(['id', 'room_id']).execute();
  for (const { id: cameraId, room_id: roomId } of cameras) {
    const except = await keptStretches(db, roomId, { knownTo: actor });
    const span = {
      after: new Date(effectiveMs - oldDays * dayMs),
      endedBefore: new Date(effectiveMs - newDays * dayMs),
    };
    const { segments, bytes } = await storedAmount(db, { cameraId, over: null, except, ...span });
    total.segments += segments;
    total.bytes += bytes;
  }
  return total;
}

/** Changes of how long footage is kept, newest first. */
export async function listChanges(db: Database): Promise<RetentionChange[]> {
  const rows = await db
    .selectFrom('retention_changes as n')
    .innerJoin('accounts as a', 'a.id', 'n.asked_by')
    .leftJoin('accounts as b', 'b.id', 'n.approved_by')
    .leftJoin('accounts as c', 'c.id', 'n.stopped_by')
    .leftJoin('approvals as p', 'p.thing_id', 'n.id')
    .selectAll('n')
    .select(['a.name as askedName', 'b.name as approvedName', 'c.name as stoppedName'])
    .select(['p.state as requestState', 'p.expires_at'])
    .orderBy('n.asked_at', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => {
    const isExpired = row.requestState === 'asked' && row.expires_at !== null && row.expires_at <= new Date();
    const person = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? id });
    return {
      ...{ id: row.id, class: retentionClass.parse(row.class), minDays: row.min_days },
      ...{ afterCloseDays: row.after_close_days, oldMinDays: row.old_min_days },
      ...{ oldAfterCloseDays: row.old_after_close_days, reason: row.reason },
      state: row.state === 'asked' ? retentionChangeState.parse(isExpired ? 'expired' : row.requestState) : row.state,
      askedBy: { id: row.asked_by, name: row.askedName },
      askedAt: row.asked_at.toISOString(),
      approvedBy: person(row.approved_by, row.approvedName),
      stoppedBy: person(row.stopped_by, row.stoppedName),
      effectiveAt: row.effective_at?.toISOString() ?? null,
      appliedAt: row.applied_at?.toISOString() ?? null,
    };
  });
}
