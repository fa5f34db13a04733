import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../adapters/postgres/connect.ts';
import { accessClass } from '../contracts/case.ts';
import { knownTo, type Who } from './may.ts';

/**
 * `may(person, 'session.see', …)` as SQL, for lists, counts and search. `alias` names the sessions table in the query.
 * Proven equal to `may` by test/integration/access/visible.test.ts.
 */
export function sessionVisible(who: Who, alias: string): RawBuilder<boolean> {
  if (who.role === 'admin') return sql<boolean>`false`;
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const onList = (table: 'case_members' | 'case_conflicts') => sql<boolean>`exists (
    select from session_cases visible_link join ${sql.table(table)} list on list.case_id = visible_link.case_id
    where visible_link.session_id = ${column('id')} and visible_link.unlinked_at is null and list.account_id = ${who.id})`;
  return sql<boolean>`((${byClass(who, 'session', alias)} or ${column('officer_id')} = ${who.id} or ${onList('case_members')})
    and not ${onList('case_conflicts')})`;
}

/** On the lists of more cases than this nobody's sessions are few. */
const fewCases = 500;

/**
 * A condition that all sessions meet of which `sessionVisible` lets the person know, beside which it goes into long lists: who
 * knows of none by its class knows of few, which an index finds, instead of asking of each of a million in turn.
 */
export async function sessionsOfFew(db: Db, who: Who, alias: string): Promise<RawBuilder<boolean>> {
  const isKnownByClass = accessClass.options.some((one) => knownTo.session[one].includes(who.role));
  if (isKnownByClass || who.role === 'admin') return sql<boolean>`true`;
  const { rows } = await sql<{ cases: number }>`select count(*) as cases from (
    select from case_members where account_id = ${who.id} limit ${fewCases}) counted`.execute(db);
  if (rows[0]?.cases === fewCases) return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(`${alias}.id`)} in (select own.id from sessions own where own.officer_id = ${who.id}
    union all select link.session_id from session_cases link join case_members list on list.case_id = link.case_id
      where link.unlinked_at is null and list.account_id = ${who.id})`;
}

/** Whether the person may know of what a row is about: it names a session or a case, the other is null. `alias` names its table. */
export function aboutVisible(who: Who, alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql<boolean>`(
    exists (select from sessions about where about.id = ${column('session_id')} and ${sessionVisible(who, 'about')})
    or exists (select from cases about where about.id = ${column('case_id')} and ${caseVisible(who, 'about')}))`;
}

/** The same of a request: also about a list of sessions, all of which the person must be able to know of, or about the office. */
export function requestVisible(who: Who, alias: string): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql<boolean>`case when ${column('destruction_id')} is not null then ${destructionVisible(who, column('destruction_id'))}
    when ${column('session_id')} is null and ${column('case_id')} is null then ${who.role !== 'admin'}
    else ${aboutVisible(who, alias)} end`;
}

/** Whether the person may know of every session that a destruction names. */
export function destructionVisible(who: Who, destructionId: RawBuilder<unknown> | ReturnType<typeof sql.ref>) {
  return sql<boolean>`not exists (
    select from destruction_sessions listed join sessions about on about.id = listed.session_id
    where listed.destruction_id = ${destructionId} and not ${sessionVisible(who, 'about')})`;
}

/** `may(person, 'case.see', …)` as SQL. `alias` names the cases table in the query. */
export function caseVisible(who: Who, alias: string): RawBuilder<boolean> {
  if (who.role === 'admin') return sql<boolean>`false`;
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const onList = (table: 'case_members' | 'case_conflicts') => sql<boolean>`exists (
    select from ${sql.table(table)} list where list.case_id = ${column('id')} and list.account_id = ${who.id})`;
  return sql<boolean>`((${byClass(who, 'case', alias)} or ${onList('case_members')}) and not ${onList('case_conflicts')})`;
}

/** Whether people of this role know of things of its class. The classes stand in the query, so that an index on them counts. */
function byClass({ role }: Who, kind: keyof typeof knownTo, alias: string): RawBuilder<boolean> {
  const classes = accessClass.options.filter((one) => knownTo[kind][one].includes(role));
  if (classes.length === 0) return sql<boolean>`false`;
  return sql<boolean>`${sql.ref(`${alias}.access_class`)} in (${sql.join(classes.map((one) => sql.lit(one)))})`;
}
