import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { listConflicts, listMembers } from '../../access/members.ts';
import { caseThing } from '../../access/session-things.ts';
import { notFound } from '../../access/views/refusal.ts';
import { caseVisible, sessionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { type CaseDetail, type CaseFile, type caseRoutes, caseState } from '../../contracts/case.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { decodeCursor, likeText, newestPage } from '../cursor.ts';

type ListQuery = z.output<typeof caseRoutes.list.query>;

/** One page of the cases this person may know of, newest first. */
export async function listCases(db: Db, actor: Actor, query: ListQuery) {
  const queries = waysToFind(query.q).map((way) => {
    const conditions = sql.join([way, caseVisible(actor, 'c'), ...filters(query)], sql` and `);
    return sql`select c.id, c.created_at as at from cases c where ${conditions}
      order by c.created_at desc, c.id desc limit ${query.limit + 1}`;
  });
  return newestPage(db, queries, query.limit, async (ids) => {
    const rows = await selectCases(db, actor).where('c.id', 'in', ids).execute();
    return rows.map(toCaseFile);
  });
}

function filters({ kind, state, cursor }: ListQuery): RawBuilder<boolean>[] {
  const after = cursor === undefined ? null : decodeCursor(cursor);
  return [
    kind !== undefined && sql<boolean>`c.kind = ${kind}`,
    state !== undefined && sql<boolean>`c.state = ${state}`,
    after !== null && sql<boolean>`(c.created_at, c.id) < (${after.at}, ${after.id}::uuid)`,
  ].filter((one) => one !== false);
}

/** Conditions on `cases c`, one of which holds where a text fits: its number, its subject, an outside number. */
function waysToFind(text: string | undefined): RawBuilder<boolean>[] {
  if (!text) return [sql<boolean>`true`];
  const like = likeText(plainText(text));
  const number = likeText(text.toLowerCase());
  return [
    sql<boolean>`lower(c.key) like ${like}`,
    sql<boolean>`c.subject_plain like ${like}`,
    sql<boolean>`c.id in (select n.case_id from case_numbers n where lower(n.number) like ${number})`,
  ];
}

/** A case with its people and history. The caller has asked `may`. */
export async function caseDetail(db: Db, actor: Actor, caseId: string): Promise<CaseDetail> {
  const row = await selectCases(db, actor).where('c.id', '=', caseId).executeTakeFirst();
  const thing = await caseThing(db, actor.id, caseId, null);
  if (!row || !thing) throw notFound();
  const history = await db
    .selectFrom('case_states as s')
    .innerJoin('accounts as a', 'a.id', 's.changed_by')
    .select(['s.state', 's.note', 's.changed_at', 'a.name'])
    .where('s.case_id', '=', caseId)
    .orderBy('s.changed_at')
    .orderBy('s.id')
    .execute();
  return {
    ...toCaseFile(row),
    members: await listMembers(db, caseId),
    conflicts: await listConflicts(db, caseId),
    history: history.map((entry) => ({
      state: caseState.parse(entry.state),
      note: entry.note,
      at: entry.changed_at.toISOString(),
      by: entry.name,
    })),
    mayManage: may(actor, 'case.manage', thing),
  };
}

function selectCases(db: Db, actor: Actor) {
  return db
    .selectFrom('cases as c')
    .select(['c.id', 'c.key', 'c.kind', 'c.access_class', 'c.subject', 'c.state', 'c.created_at'])
    .select((eb) => [
      sql<string[]>`array(select n.number from case_numbers n where n.case_id = c.id order by n.number)`.as('numbers'),
      eb
        .selectFrom('session_cases as sc')
        .innerJoin('sessions as s', 's.id', 'sc.session_id')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('sc.case_id', '=', 'c.id')
        .where('sc.unlinked_at', 'is', null)
        .where(sessionVisible(actor, 's'))
        .as('session_count'),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectCases>['execute']>>[number];

function toCaseFile(row: Row): CaseFile {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    accessClass: row.access_class,
    subject: row.subject,
    state: caseState.parse(row.state),
    outsideNumbers: row.numbers,
    sessionCount: row.session_count ?? 0,
    createdAt: row.created_at.toISOString(),
  };
}
