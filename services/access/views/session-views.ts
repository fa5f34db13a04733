import { sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { ViewSummary } from '../../contracts/view.ts';
import { may } from '../may.ts';
import { caseThing, type SessionThing } from '../session-things.ts';
import { secondsOf, spansJson, spansOf, toInterval } from './spans.ts';

type Reader = Parameters<typeof may>[0];

/**
 * Who looked at a session and why, newest first: also who watched a part of it in the record of the room, or live, and what was
 * opened in an emergency and lies over it, watched or not. A case that `reader` may not know of is left out of the reason. The caller has asked `session.views`.
 */
export async function listSessionViews(db: Db, reader: Reader, session: SessionThing): Promise<ViewSummary[]> {
  const times = sql`tstzmultirange(tstzrange(${session.startedAt}, ${session.endedAt}))`;
  const rows = await db
    .selectFrom('views as v')
    .innerJoin('accounts as a', 'a.id', 'v.account_id')
    .leftJoin('cases as c', 'c.id', 'v.case_id')
    .leftJoin('views as w', 'w.id', 'v.watched_of')
    .leftJoin('accounts as b', 'b.id', 'w.account_id')
    .select(['v.id', 'a.id as personId', 'a.name', 'v.reason_code', 'v.case_id', 'c.key', 'v.note', 'v.opened_at'])
    .leftJoin('approvals as p', (join) =>
      join.onRef('p.thing_id', '=', 'v.emergency_id').on('p.act', '=', 'record.emergency'),
    )
    .leftJoin('accounts as d', 'd.id', 'p.decided_by')
    .select(['v.target_kind as target', 'b.id as byId', 'b.name as byName', 'd.id as secondId', 'd.name as secondName'])
    .select(spansJson(sql`v.watched * ${times}`).as('watched'))
    .where((eb) =>
      eb.or([
        eb('v.session_id', '=', session.id),
        eb.and([
          eb('v.target_kind', 'in', ['record', 'live']),
          eb('v.room_id', '=', session.roomId),
          sql<boolean>`not isempty(case when v.emergency_id is null then v.watched
            else tstzmultirange(tstzrange(v.from_at, v.to_at)) - v.excluded end * ${times})`,
        ]),
      ]),
    )
    .orderBy('v.opened_at', 'desc')
    .orderBy('v.id', 'desc')
    .execute();
  const visible = await visibleCases(db, reader, new Set(rows.flatMap((row) => row.case_id ?? [])));
  return rows.map((row) => {
    const watched = spansOf(row.watched);
    return {
      id: row.id,
      person: { id: row.personId, name: row.name },
      reasonCode: row.reason_code,
      caseKey: row.case_id !== null && visible.has(row.case_id) ? row.key : null,
      note: row.note,
      target: row.target,
      watchedBy: row.byId === null ? null : { id: row.byId, name: row.byName ?? row.byId },
      approvedBy: row.secondId === null ? null : { id: row.secondId, name: row.secondName ?? '' },
      mayRewatch:
        ['session', 'watched'].includes(row.target) && watched.length > 0 && may(reader, 'session.replay', session),
      openedAt: row.opened_at.toISOString(),
      watchedSeconds: secondsOf(watched),
      watched: watched.map(toInterval),
    };
  });
}

async function visibleCases(db: Db, reader: Reader, caseIds: Set<string>): Promise<Set<string>> {
  const visible = new Set<string>();
  for (const caseId of caseIds) {
    const thing = await caseThing(db, reader.id, caseId, null);
    if (thing && may(reader, 'case.see', thing)) visible.add(caseId);
  }
  return visible;
}
