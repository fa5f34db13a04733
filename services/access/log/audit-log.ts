import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { AuditAbout, AuditEntry, AuditFilter } from '../../contracts/custody/audit-log.ts';
import type { Who } from '../may.ts';
import { aboutVisible, caseVisible, destructionVisible, requestVisible, sessionVisible } from '../visible.ts';
import { aboutThing, inTrail, nameOf } from './audit-about.ts';
import { idOfToken, tokenOf } from './entry-token.ts';

/** Behind which entry (its token) a page begins, and how long it is. */
export interface AuditPage {
  cursor?: string | undefined;
  limit: number;
}

export interface AuditDeps {
  db: Db;
  /** Makes the tokens of entries. */
  secretKey: Buffer;
}

/**
 * Entries of the audit log, newest first. Those about a session, clip or case that `reader` may not know of are left out,
 * also where it does not exist: both look the same.
 */
export async function listAudit({ db, secretKey }: AuditDeps, reader: Who, filter: AuditFilter, page: AuditPage) {
  const about = filter.aboutId === undefined ? null : await aboutThing(db, reader, filter.aboutId);
  const before = page.cursor === undefined ? null : idOfToken(secretKey, page.cursor);
  const rows = await db
    .selectFrom('audit_log as a')
    .leftJoin('audit_links as l', 'l.entry_id', 'a.id')
    .leftJoin('accounts as p', 'p.id', 'a.account_id')
    .select(['a.id', 'a.at', 'a.account_id', 'p.name', 'a.address', 'a.act', 'a.thing_kind', 'a.thing_id', 'a.outcome'])
    .select(['a.details', 'l.position'])
    .select(thingName.as('thing_name'))
    .where(mayBeKnown(reader))
    .where(matches(filter, about))
    .$if(before !== null, (query) => query.where('a.id', '<', before ?? 0))
    .orderBy('a.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const items = rows.slice(0, page.limit).map((row) => toEntry(row, tokenOf(secretKey, row.id)));
  return { items, about, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

function matches(filter: AuditFilter, about: AuditAbout | null): RawBuilder<boolean> {
  const { accountId, subject, outcome, thingId, aboutId, from, to } = filter;
  const parts = [
    accountId !== undefined && sql`a.account_id = ${accountId}`,
    subject !== undefined && sql`(a.act = ${subject} or a.act like ${`${subject.replaceAll('_', '\\_')}.%`})`,
    outcome !== undefined && sql`a.outcome = ${outcome}`,
    thingId !== undefined && sql`a.thing_id = ${thingId}`,
    aboutId !== undefined && inTrail(aboutId, about),
    from !== undefined && sql`a.at >= ${from}::timestamptz`,
    to !== undefined && sql`a.at < ${to}::timestamptz`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(parts, sql` and `)}`;
}

/** Ids are text in the log: what a refused request named may be no id at all. */
const idIs = (column: string) => sql`${sql.ref(column)} =
  case when a.thing_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then a.thing_id::uuid end`;

function mayBeKnown(reader: Who): RawBuilder<boolean> {
  return sql<boolean>`case a.thing_kind
    when 'session' then exists (select from sessions s where ${idIs('s.id')} and ${sessionVisible(reader, 's')})
    when 'case' then exists (select from cases c where ${idIs('c.id')} and ${caseVisible(reader, 'c')})
    when 'clip' then exists (select from clips k join sessions s on s.id = k.session_id
      where ${idIs('k.id')} and ${sessionVisible(reader, 's')})
    when 'view' then exists (select from views v left join sessions s on s.id = v.session_id
      where ${idIs('v.id')} and (s.id is null or ${sessionVisible(reader, 's')}))
    when 'approval' then exists (select from approvals q where ${idIs('q.id')} and ${requestVisible(reader, 'q')})
    when 'evidence' then exists (select from evidence_folders f join sessions s on s.id = f.session_id
      where ${idIs('f.id')} and ${sessionVisible(reader, 's')})
    when 'hold' then exists (select from holds h where ${idIs('h.id')} and ${aboutVisible(reader, 'h')})
    when 'destruction' then exists (select from destructions d where ${idIs('d.id')}
      and ${destructionVisible(reader, sql.ref('d.id'))})
    else true end`;
}

const thingName = sql<string | null>`case a.thing_kind
  when 'case' then (select c.key from cases c where ${idIs('c.id')})
  when 'session' then (select ${nameOf.session} from sessions s join rooms r on r.id = s.room_id where ${idIs('s.id')})
  when 'clip' then (select ${nameOf.clip} from clips k join cameras m on m.id = k.camera_id where ${idIs('k.id')})
  when 'approval' then (select coalesce((select c.key from cases c where c.id = q.case_id),
    (select ${nameOf.session} from sessions s join rooms r on r.id = s.room_id where s.id = q.session_id),
    (select r.name from emergency_looks e join rooms r on r.id = e.room_id where e.id = q.thing_id))
    from approvals q where ${idIs('q.id')})
  when 'room' then (select r.name from rooms r where ${idIs('r.id')})
  when 'camera' then (select m.name from cameras m where ${idIs('m.id')})
  when 'account' then (select p2.name from accounts p2 where ${idIs('p2.id')})
  end`;

interface Row {
  id: number;
  at: Date;
  account_id: string | null;
  name: string | null;
  address: string | null;
  act: string;
  thing_kind: string | null;
  thing_id: string | null;
  thing_name: string | null;
  outcome: 'done' | 'refused';
  details: unknown;
  position: number | null;
}

function toEntry(row: Row, id: string): AuditEntry {
  const { account_id: personId, thing_kind: kind, thing_id: thingId } = row;
  return {
    id,
    at: row.at.toISOString(),
    person: personId === null ? null : { id: personId, name: row.name ?? personId },
    address: row.address,
    act: row.act,
    thing: kind === null || !thingId ? null : { kind, id: thingId, name: row.thing_name },
    outcome: row.outcome,
    details: plainDetails(row.details),
    isChained: row.position !== null,
  };
}

/** Ids stay out: they may name things that the reader may not know of. */
function plainDetails(details: unknown): AuditEntry['details'] {
  const plain = Object.entries(details ?? {}).filter(
    (one): one is [string, string | number | boolean] =>
      !/Id$/.test(one[0]) && ['string', 'number', 'boolean'].includes(typeof one[1]),
  );
  return Object.fromEntries(plain);
}
