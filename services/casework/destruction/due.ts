import { type RawBuilder, sql } from 'kysely';
import type { Who } from '../../access/may.ts';
import { caseVisible, sessionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { DueSession } from '../../contracts/custody/destruction.ts';
import { retentionClass } from '../../contracts/custody/retention.ts';
import { everFrom, everTo } from '../../custody/destruction/destructions.ts';

/**
 * Whether the time of `sessions s` with its `session_keeping k` is over at `now`: nothing holds it, it is not destroyed, and no
 * list that is open or under way names it.
 */
export function isDue(now: Date): RawBuilder<boolean> {
  return sql<boolean>`(not k.is_held and k.keep_until <= ${now} and not k.is_destroyed
    and not exists (select from destruction_sessions i join destructions d on d.id = i.destruction_id
      where i.session_id = s.id and i.outcome is null and (d.state <> 'asked' or exists (select from approvals p
        where p.destruction_id = d.id and p.state = 'asked' and p.expires_at > now()))))`;
}

const mostShown = 200;

/** Sessions whose time is over, of those the person may know of and did not receive; the oldest first. */
export async function dueSessions(db: Db, who: Who, now: Date): Promise<{ items: DueSession[]; hasMore: boolean }> {
  const rows = await db
    .selectFrom('session_keeping as k')
    .innerJoin('sessions as s', 's.id', 'k.session_id')
    .innerJoin('rooms as r', 'r.id', 's.room_id')
    .select(['s.id', 'r.id as roomId', 'r.name', 'k.keep_until', everFrom.as('from'), everTo.as('to')])
    .select(shownClass(who).as('class'))
    .where(isDue(now))
    .where(sessionVisible(who, 's'))
    .where('s.officer_id', '!=', who.id)
    .orderBy('k.keep_until')
    .orderBy('s.id')
    .limit(mostShown + 1)
    .execute();
  const items = rows.slice(0, mostShown).flatMap((row): DueSession[] => {
    const { keep_until: until } = row;
    if (until === null) return [];
    return [
      {
        ...{ id: row.id, room: { id: row.roomId, name: row.name }, class: retentionClass.parse(row.class) },
        ...{ startedAt: row.from.toISOString(), endedAt: row.to.toISOString(), until: until.toISOString() },
      },
    ];
  });
  return { items, hasMore: rows.length > mostShown };
}

/** The class would tell of a case that must not be known to the person. */
const shownClass = (who: Who) => sql<string>`case when exists (
  select from session_cases sc join cases c on c.id = sc.case_id
  where sc.session_id = s.id and not ${caseVisible(who, 'c')}) then 'case' else k.class end`;
