import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import { type Approval, approvalAct, decidedByKnowing } from '../../contracts/access/approval.ts';
import { openingReason } from '../../contracts/access/visitor.ts';
import { retentionClass } from '../../contracts/custody/retention.ts';
import { may, type Who } from '../may.ts';
import { requestVisible } from '../visible.ts';
import { deciding, isConcerned, isDecidedByKnowing } from './approvals.ts';

const mostDecided = 100;

/** Requests that the person may know of: all that wait, then the newest that were decided; and how many wait for the person. */
export async function listApprovals(db: Db, who: Who): Promise<{ items: Approval[]; waiting: number }> {
  const known = selectRows(db, who)
    .where(requestVisible(who, 'p'))
    // All else is none of an officer's business, also about the own session.
    .$if(who.role === 'officer', (query) => query.where('p.act', 'in', decidedByKnowing))
    .orderBy('p.asked_at', 'desc');
  const waits = sql<boolean>`(p.state = 'asked' and p.expires_at > now())`;
  const rows = [
    ...(await known.where(waits).execute()),
    ...(await known.where(sql<boolean>`not ${waits}`).limit(mostDecided).execute()),
  ];
  const items = rows.map((row) => toApproval(row, who));
  return { items, waiting: items.filter(({ mayDecide }) => mayDecide).length };
}

function selectRows(db: Db, who: Who) {
  return db
    .selectFrom('approvals as p')
    .innerJoin('accounts as a', 'a.id', 'p.asked_by')
    .leftJoin('accounts as d', 'd.id', 'p.decided_by')
    .leftJoin('sessions as s', 's.id', 'p.session_id')
    .leftJoin('rooms as r', 'r.id', 's.room_id')
    .leftJoin('cases as c', 'c.id', 'p.case_id')
    .leftJoin('retention_changes as n', 'n.id', 'p.thing_id')
    .leftJoin('clips as k', 'k.id', 'p.thing_id')
    .leftJoin('cameras as m', 'm.id', 'k.camera_id')
    .leftJoin('visitors as v', 'v.id', 'p.thing_id')
    .leftJoin('emergency_looks as e', 'e.id', 'p.thing_id')
    .leftJoin('rooms as er', 'er.id', 'e.room_id')
    .selectAll('p')
    .select(['a.name as askedName', 'd.name as decidedName', 's.started_at', 'r.id as roomId', 'r.name as roomName'])
    .select(['m.id as cameraId', 'm.name as cameraName', 'v.code as visitorCode'])
    .select(['e.from_at', 'e.to_at', 'e.until_at', 'e.ended_at', 'er.id as lookRoomId', 'er.name as lookRoomName'])
    .select(['c.key', 'c.kind', 'c.access_class', isConcerned(who).as('isConcerned')])
    .select(['n.class', 'n.min_days', 'n.after_close_days', 'n.old_min_days', 'n.old_after_close_days'])
    .select([
      sql<number>`(select count(*) from destruction_sessions i where i.destruction_id = p.destruction_id)`.as('listed'),
      sql<boolean>`p.state = 'asked' and p.expires_at <= now()`.as('expired'),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectRows>['execute']>>[number];

function toApproval(row: Row, who: Who): Approval {
  const isOpen = row.state === 'asked' && !row.expired;
  const own = row.asked_by === who.id;
  const act = approvalAct.parse(row.act);
  const { session_id: sessionId, roomId, roomName, started_at: startedAt } = row;
  const { case_id: caseId, key, kind, access_class: accessClass } = row;
  return {
    ...{ id: row.id, act, state: row.expired ? 'expired' : row.state, reason: row.reason },
    askedBy: { id: row.asked_by, name: row.askedName },
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    decidedBy: row.decided_by === null ? null : { id: row.decided_by, name: row.decidedName ?? row.decided_by },
    decidedAt: row.decided_at?.toISOString() ?? null,
    decision: row.decision,
    session:
      sessionId && roomId && startedAt
        ? { id: sessionId, room: { id: roomId, name: roomName ?? '' }, startedAt: startedAt.toISOString() }
        : null,
    case: caseId && key && kind && accessClass ? { id: caseId, key, kind, accessClass } : null,
    destruction: row.destruction_id === null ? null : { id: row.destruction_id, sessions: row.listed },
    change: toChange(row),
    lower: row.from_class && row.to_class ? { from: row.from_class, to: row.to_class } : null,
    camera: row.cameraId && row.cameraName ? { id: row.cameraId, name: row.cameraName } : null,
    opening:
      row.visitorCode === null ? null : { code: row.visitorCode, reasonCode: openingReason.parse(row.reason_code) },
    emergency: toEmergency(row, who),
    own: own && isOpen,
    mayDecide: isOpen && !own && mayDecide(row, who, act),
  };
}

function mayDecide({ isConcerned }: Row, who: Who, act: Approval['act']): boolean {
  return (!isConcerned || isDecidedByKnowing(act)) && may(who, deciding(act), { kind: 'office' });
}

function toChange(row: Row): Approval['change'] {
  if (row.class === null || row.min_days === null || row.old_min_days === null) return null;
  return {
    ...{ class: retentionClass.parse(row.class), minDays: row.min_days, afterCloseDays: row.after_close_days },
    ...{ oldMinDays: row.old_min_days, oldAfterCloseDays: row.old_after_close_days },
  };
}

function toEmergency(row: Row, who: Who): Approval['emergency'] {
  const { lookRoomId, lookRoomName, from_at, to_at, until_at, ended_at } = row;
  if (lookRoomId === null || from_at === null || to_at === null) return null;
  const isRunning = until_at !== null && ended_at === null && until_at > new Date();
  return {
    ...{ id: row.thing_id, room: { id: lookRoomId, name: lookRoomName ?? '' } },
    ...{ from: from_at.toISOString(), to: to_at.toISOString() },
    until: (ended_at ?? until_at)?.toISOString() ?? null,
    ...{ isRunning, mayEnd: isRunning && may(who, 'record.end_emergency', { kind: 'room' }) },
  };
}
