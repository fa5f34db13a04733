import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { caseVisible, sessionsOfFew, sessionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { plainText } from '../../contracts/plain-text.ts';
import type { sessionRoutes } from '../../contracts/session.ts';
import { decodeCursor, likeText, newestPage } from '../cursor.ts';
import { isInState, selectSessions, toSession } from './session-rows.ts';

type ListQuery = z.output<typeof sessionRoutes.list.query>;

/** One page of the sessions this person may see, newest first. */
export async function listSessions(db: Db, actor: Actor, query: ListQuery) {
  const filter = [sessionVisible(actor, 's'), await sessionsOfFew(db, actor, 's'), ...filters(actor, query)];
  const ways = query.q ? await waysToFind(db, actor, query.q) : [sql<boolean>`true`];
  const queries = ways.map((way) => {
    const conditions = sql.join([way, ...filter], sql` and `);
    return sql`select s.id, s.started_at as at from sessions s where ${conditions}
      order by s.started_at desc, s.id desc limit ${query.limit + 1}`;
  });
  return newestPage(db, queries, query.limit, async (ids) => {
    const rows = await selectSessions(db, actor).where('s.id', 'in', ids).execute();
    return rows.map((row) => toSession(actor, row));
  });
}

function filters(actor: Actor, query: ListQuery): RawBuilder<boolean>[] {
  const { roomId, officerId, kind, state, caseId, withCase, from, to } = query;
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  return [
    roomId !== undefined && sql<boolean>`s.room_id = ${roomId}`,
    officerId !== undefined && sql<boolean>`s.officer_id = ${officerId}`,
    kind !== undefined && sql<boolean>`s.kind = ${kind}`,
    from !== undefined && endsAfter(new Date(from), to),
    to !== undefined && sql<boolean>`s.started_at < ${new Date(to)}`,
    state !== undefined && isInState(state),
    caseId !== undefined && linkedTo(actor, sql`c.id = ${caseId}`),
    withCase !== undefined && sql<boolean>`${linkedTo(actor, sql`true`)} = ${withCase}`,
    cursor !== null && sql<boolean>`(s.started_at, s.id) < (${cursor.at}, ${cursor.id}::uuid)`,
  ].filter((one) => one !== false);
}

/** The second half says what the first does; the index over times finds by it what lies in the stretch. */
function endsAfter(from: Date, to: string | undefined) {
  const until = to === undefined ? sql`null` : sql`greatest(${from}::timestamptz, ${new Date(to)}::timestamptz)`;
  const overlap = sql`tstzrange(s.started_at, s.ended_at) && tstzrange(${from}::timestamptz, ${until})`;
  return sql<boolean>`(coalesce(s.ended_at, now()) > ${from} and ${overlap})`;
}

/** Only through cases that the person may know of. */
function linkedTo(actor: Actor, which: RawBuilder<unknown>) {
  return sql<boolean>`exists (select from session_cases sc join cases c on c.id = sc.case_id
    where sc.session_id = s.id and sc.unlinked_at is null and ${caseVisible(actor, 'c')} and ${which})`;
}

/** Conditions on `sessions s`, one of which holds where a text fits: its note, its officer, its room, a case that the person may know of. */
async function waysToFind(db: Db, actor: Actor, text: string): Promise<RawBuilder<boolean>[]> {
  const like = likeText(plainText(text));
  const number = likeText(text.toLowerCase());
  // Fewer letters have no index, and are in every second note.
  const notes = text.length < 3 ? [] : [sql<boolean>`s.note_plain like ${like}`];
  const [officers, rooms] = [await named(db, 'accounts', like), await named(db, 'rooms', like)];
  return [
    ...notes,
    ...(officers.length > 0 ? [sql<boolean>`s.officer_id in (${sql.join(officers)})`] : []),
    ...(rooms.length > 0 ? [sql<boolean>`s.room_id in (${sql.join(rooms)})`] : []),
    sql<boolean>`s.id in (select sc.session_id from session_cases sc join cases c on c.id = sc.case_id
      where sc.unlinked_at is null and ${caseVisible(actor, 'c')} and c.id in (
        select k.id from cases k where lower(k.key) like ${like}
        union all select n.case_id from case_numbers n where lower(n.number) like ${number}))`,
  ];
}

async function named(db: Db, table: 'accounts' | 'rooms', like: string): Promise<string[]> {
  const rows = await db.selectFrom(table).select('id').where('name_plain', 'like', like).execute();
  return rows.map(({ id }) => id);
}
