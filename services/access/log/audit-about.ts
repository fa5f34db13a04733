import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { AuditAbout } from '../../contracts/custody/audit-log.ts';
import type { Who } from '../may.ts';
import { caseVisible, sessionVisible } from '../visible.ts';

const wallMinute = (column: string) =>
  sql`to_char(${sql.ref(column)} at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI')`;

/** Names of things as the log shows them, in SQL over the tables' usual letters. */
export const nameOf = {
  session: sql<string>`r.name || ', ' || ${wallMinute('s.started_at')}`,
  clip: sql<string>`m.name || ', ' || ${wallMinute('k.from_at')}`,
};

/** What an id names, for a trail of it; null where there is nothing, or nothing that `reader` may know of. */
export async function aboutThing(db: Db, reader: Who, id: string): Promise<AuditAbout | null> {
  const { rows } = await sql<AuditAbout>`
    select 'session' as kind, s.id, ${nameOf.session} as name from sessions s join rooms r on r.id = s.room_id
      where s.id = ${id} and ${sessionVisible(reader, 's')}
    union all select 'case', c.id, c.key from cases c where c.id = ${id} and ${caseVisible(reader, 'c')}
    union all select 'clip', k.id, ${nameOf.clip} from clips k join cameras m on m.id = k.camera_id
      join sessions s on s.id = k.session_id where k.id = ${id} and ${sessionVisible(reader, 's')}
    union all select 'camera', m.id, m.name from cameras m where m.id = ${id}
    union all select 'room', r.id, r.name from rooms r where r.id = ${id}
    union all select 'account', p.id, p.name from accounts p where p.id = ${id}`.execute(db);
  return rows[0] ?? null;
}

/**
 * The entries that belong to the trail of a thing. Of a session: its own, and those of its clips, views, approvals and
 * the lists of destruction it is on. Of
 * a case: its own and its approvals, the starts and links of its sessions, and the looks that gave it as their reason. Of a
 * person: what they did and what was done to their account.
 */
export function inTrail(id: string, about: AuditAbout | null): RawBuilder<boolean> {
  const own = sql<boolean>`a.thing_id = ${id}`;
  switch (about?.kind) {
    case 'session':
      return sql<boolean>`a.thing_id = any(array(select ${id}::text
        union all select k.id::text from clips k where k.session_id = ${id}
        union all select v.id::text from views v where v.session_id = ${id}
        union all select i.destruction_id::text from destruction_sessions i where i.session_id = ${id}
        union all select q.id::text from approvals q where q.session_id = ${id}
          or q.destruction_id in (select i.destruction_id from destruction_sessions i where i.session_id = ${id})))`;
    case 'case':
      return sql<boolean>`(a.details->>'caseId' = ${id}
        or a.thing_id = any(array(select ${id}::text
          union all select q.id::text from approvals q where q.case_id = ${id}))
        or (a.act in ('session.start', 'session.cut')
          and a.thing_id = any(array(select l.session_id::text from session_cases l where l.case_id = ${id}))))`;
    case 'account':
      return sql<boolean>`(a.account_id = ${id} or ${own})`;
    default:
      return own;
  }
}
