import { sql } from 'kysely';
import type { Who } from '../../access/may.ts';
import { destructionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import {
  type Destruction,
  destructionListPath,
  destructionState,
  type IdleExpiry,
  minutesPath,
} from '../../contracts/custody/destruction.ts';
import { everFrom, everTo } from '../../custody/destruction/destructions.ts';

const mostShown = 100;

/** Lists of destruction of whose sessions the person may know, newest first. */
export async function listDestructions(db: Db, who: Who): Promise<Destruction[]> {
  const rows = await selectDestructions(db, who).orderBy('d.asked_at', 'desc').limit(mostShown).execute();
  const sessions = await sessionsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toDestruction(row, sessions.get(row.id) ?? []));
}

/** Whether there is such a list for the person. */
export async function seesDestruction(db: Db, who: Who, destructionId: string): Promise<boolean> {
  const row = await selectDestructions(db, who).where('d.id', '=', destructionId).executeTakeFirst();
  return row !== undefined;
}

function selectDestructions(db: Db, who: Who) {
  return db
    .selectFrom('destructions as d')
    .innerJoin('approvals as p', 'p.destruction_id', 'd.id')
    .innerJoin('accounts as a', 'a.id', 'd.asked_by')
    .leftJoin('accounts as b', 'b.id', 'd.approved_by')
    .selectAll('d')
    .select(['a.name as askedName', 'b.name as approvedName'])
    .select(
      sql<string>`case when d.state in ('removing', 'done') then d.state
        when p.state = 'asked' and p.expires_at <= now() then 'expired' else p.state end`.as('shownState'),
    )
    .select(
      sql<boolean>`exists (select from destruction_documents m where m.destruction_id = d.id and m.session_id is null)`.as(
        'hasMinutes',
      ),
    )
    .where(destructionVisible(who, sql.ref('d.id')));
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDestructions>['execute']>>[number];

async function sessionsOf(db: Db, destructionIds: string[]): Promise<Map<string, Destruction['sessions']>> {
  if (destructionIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('destruction_sessions as i')
    .innerJoin('sessions as s', 's.id', 'i.session_id')
    .innerJoin('rooms as r', 'r.id', 's.room_id')
    .leftJoin('destruction_documents as m', (join) =>
      join.onRef('m.destruction_id', '=', 'i.destruction_id').onRef('m.session_id', '=', 'i.session_id'),
    )
    .select(['s.id', 'r.id as roomId', 'r.name', 'i.outcome', 'i.segments', 'i.bytes', 'i.destruction_id as listId'])
    .select(['m.key as listKey', everFrom.as('from'), everTo.as('to')])
    .where('i.destruction_id', 'in', destructionIds)
    .orderBy('s.started_at')
    .execute();
  const byList = Map.groupBy(rows, ({ listId }) => listId);
  return new Map([...byList].map(([listId, listed]) => [listId, listed.map(toListed)]));
}

interface Listed extends Pick<Destruction['sessions'][number], 'id' | 'outcome' | 'segments' | 'bytes'> {
  roomId: string;
  name: string;
  listId: string;
  listKey: string | null;
  from: Date;
  to: Date;
}

function toListed({ id, roomId, name, listId, listKey, from, to, outcome, segments, bytes }: Listed) {
  const list = destructionListPath.replace(':destructionId', listId).replace(':sessionId', id);
  return {
    ...{ id, room: { id: roomId, name }, startedAt: from.toISOString(), endedAt: to.toISOString() },
    ...{ outcome, segments, bytes, list: listKey === null ? null : list },
  };
}

function toDestruction(row: Row, sessions: Destruction['sessions']): Destruction {
  const { approved_by: approvedBy, approvedName } = row;
  return {
    ...{ id: row.id, state: destructionState.parse(row.shownState), reason: row.reason },
    askedBy: { id: row.asked_by, name: row.askedName },
    askedAt: row.asked_at.toISOString(),
    approvedBy: approvedBy === null ? null : { id: approvedBy, name: approvedName ?? approvedBy },
    approvedAt: row.approved_at?.toISOString() ?? null,
    ...{ sessions, objects: row.objects, removed: row.removed, failure: row.failure },
    doneAt: row.done_at?.toISOString() ?? null,
    minutes: row.hasMinutes ? minutesPath.replace(':destructionId', row.id) : null,
  };
}

/** Days on which record without a session went by itself, newest first. */
export async function listIdleExpiries(db: Db): Promise<IdleExpiry[]> {
  const rows = await db
    .selectFrom('idle_expiries')
    .select(['day', sql<number>`count(*)`.as('cameras'), sql<Date>`max(until_at)`.as('until')])
    .where('segments', '>', 0)
    .groupBy('day')
    .orderBy('day', 'desc')
    .limit(400)
    .execute();
  return rows.map(({ day, cameras, until }) => ({ day, cameras, until: until.toISOString() }));
}
