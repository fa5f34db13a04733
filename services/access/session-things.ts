import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../adapters/postgres/connect.ts';
import type { AccessClass } from '../contracts/case.ts';

/** A session with what `may` must know of it for one person. */
export interface SessionThing {
  kind: 'session';
  id: string;
  roomId: string;
  startedAt: Date;
  endedAt: Date | null;
  officerId: string;
  accessClass: AccessClass;
  /** The person works on a case linked to it. */
  member: boolean;
  /** The person is on the conflict list of a case linked to it. */
  conflicted: boolean;
}

/** The same of a case. */
export interface CaseThing {
  kind: 'case';
  accessClass: AccessClass;
  member: boolean;
  conflicted: boolean;
}

/** One session as `personId` stands to it; undefined when there is none. */
export async function sessionThing(db: Db, personId: string, sessionId: string): Promise<SessionThing | undefined> {
  const [thing] = await sessionThings(db, personId, sql`s.id = ${sessionId}`);
  return thing;
}

/** The sessions of a room that overlap [from, to), as `personId` stands to them. */
export function sessionsInRoom(
  db: Db,
  personId: string,
  roomId: string,
  { from, to }: { from: Date; to: Date },
): Promise<SessionThing[]> {
  const overlap = sql`s.room_id = ${roomId} and tstzrange(s.started_at, s.ended_at) && tstzrange(${from}, ${to})`;
  return sessionThings(db, personId, overlap);
}

/** A case as `personId` stands to it; undefined when there is none, or none linked to `sessionId` where that is given. */
export async function caseThing(db: Db, personId: string, caseId: string, sessionId: string | null) {
  const onList = (table: string) => sql`exists (
    select from ${sql.table(table)} list where list.case_id = c.id and list.account_id = ${personId})`;
  const linked = sql`exists (
    select from session_cases sc where sc.case_id = c.id and sc.session_id = ${sessionId} and sc.unlinked_at is null)`;
  const { rows } = await sql<CaseThing>`
    select 'case' as kind, c.access_class as "accessClass",
      ${onList('case_members')} as member, ${onList('case_conflicts')} as conflicted
    from cases c where c.id = ${caseId} and (${sessionId}::uuid is null or ${linked})`.execute(db);
  return rows[0];
}

async function sessionThings(db: Db, personId: string, which: RawBuilder<unknown>): Promise<SessionThing[]> {
  const onList = (table: string) => sql`exists (
    select from session_cases sc join ${sql.table(table)} list using (case_id)
    where sc.session_id = s.id and sc.unlinked_at is null and list.account_id = ${personId})`;
  const { rows } = await sql<SessionThing>`
    select 'session' as kind, s.id, s.room_id as "roomId", s.started_at as "startedAt", s.ended_at as "endedAt",
      s.officer_id as "officerId", s.access_class as "accessClass",
      ${onList('case_members')} as member, ${onList('case_conflicts')} as conflicted
    from sessions s where ${which}`.execute(db);
  return rows;
}
