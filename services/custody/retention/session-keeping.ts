import { sql } from 'kysely';
import { type Db, inTransaction, type Tx } from '../../adapters/postgres/connect.ts';
import { closedCaseStates } from '../../contracts/case.ts';
import { retentionClass } from '../../contracts/custody/retention.ts';
import { type ClassDays, type KeptCase, type KeptSession, keepingOf } from './keeping.ts';

/** The days of all classes, in their order. */
export async function classDays(db: Db): Promise<ClassDays[]> {
  const rows = await db.selectFrom('retention_classes').selectAll().orderBy('place').execute();
  return rows.map((row) => ({
    code: retentionClass.parse(row.code),
    minDays: row.min_days,
    afterCloseDays: row.after_close_days,
  }));
}

/**
 * Works out anew how long sessions are kept and writes it down; the object store still has to hear of it (`hold.apply`).
 * Call it in the transaction of whatever changed. Returns the revision for each session.
 */
export function noteKeeping(db: Db, sessionIds: readonly string[]): Promise<Noted[]> {
  return sessionIds.length === 0 ? Promise.resolve([]) : inTransaction(db, (tx) => noteIn(tx, sessionIds));
}

export interface Noted {
  sessionId: string;
  revision: number;
}

async function noteIn(tx: Tx, sessionIds: readonly string[]): Promise<Noted[]> {
  // One at a time for each session: who works it out last has seen what the others changed.
  await tx.selectFrom('sessions').select('id').where('id', 'in', sessionIds).orderBy('id').forNoKeyUpdate().execute();
  const classes = await classDays(tx);
  const rows = (await keptSessions(tx, sessionIds)).map(({ id, ...session }) => {
    const { class: code, isHeld, until } = keepingOf(session, classes);
    return { session_id: id, class: code, is_held: isHeld, keep_until: until };
  });
  if (rows.length === 0) return [];
  return tx
    .insertInto('session_keeping')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('session_id').doUpdateSet({
        class: sql`excluded.class`,
        is_held: sql`excluded.is_held`,
        keep_until: sql`excluded.keep_until`,
        revision: sql`session_keeping.revision + 1`,
        failure: null,
        failed_at: null,
      }),
    )
    .returning(['session_id as sessionId', 'revision'])
    .execute();
}

/** What is known of sessions that says how long they are kept. */
export async function keptSessions(db: Db, sessionIds: readonly string[]): Promise<(KeptSession & { id: string })[]> {
  if (sessionIds.length === 0) return [];
  const { rows } = await sql<{ id: string; endedAt: Date | null; cases: CaseRow[]; holds: number }>`
    select s.id, case when s.ended_at is not null then (
        select max(coalesce(v.ended_at, s.ended_at)) from session_versions v where v.session_id = s.id) end as "endedAt",
      coalesce((
        select json_agg(json_build_object('class', k.class, 'isUnlinked', k.unlinked, 'closedAt', k.closed_at))
        from (${caseRows}) k), '[]') as cases,
      (select count(*) from holds h where h.lifted_at is null and (h.session_id = s.id or h.case_id in (
        select case_id from session_cases where session_id = s.id))) as holds
    from sessions s where s.id in (${sql.join([...sessionIds])})`.execute(db);
  return rows.map((row) => ({
    ...row,
    cases: row.cases.map((one) => ({ ...one, closedAt: one.closedAt === null ? null : new Date(one.closedAt) })),
  }));
}

interface CaseRow extends Omit<KeptCase, 'closedAt'> {
  closedAt: string | null;
}

const caseRows = sql`
  select case when exists (select from case_states w where w.case_id = c.id and w.state = 'withdrawn') then 'withdrawal'
      when c.kind = 'TC' or c.access_class = 'denouncer' then 'denunciation' else 'case' end as class,
    bool_and(sc.unlinked_at is not null) as unlinked,
    case when c.state in (${sql.join([...closedCaseStates])}) then (
      select max(st.changed_at) from case_states st where st.case_id = c.id and st.state = c.state) end as closed_at
  from session_cases sc join cases c on c.id = sc.case_id where sc.session_id = s.id group by c.id`;

/**
 * Sessions whose locks and holds in the object store do not answer to what is written down, a failed one once an hour;
 * then those that must be looked at again because locks run out: once a day each, as long as they are kept.
 */
export async function keepingDue(db: Db, limit: number): Promise<Noted[]> {
  const { rows } = await sql<Noted>`
    (select session_id as "sessionId", revision from session_keeping
      where applied_revision < revision and (failed_at is null or failed_at < now() - interval '1 hour') limit ${limit})
    union
    (select session_id, revision from session_keeping
      where applied_at < now() - interval '1 day' and (is_held or keep_until is null or keep_until > now())
      order by applied_at limit ${limit})`.execute(db);
  return rows;
}

/** Sessions that nobody has worked out yet: from before there was such a thing. */
export async function unkeptSessions(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('sessions as s')
    .leftJoin('session_keeping as k', 'k.session_id', 's.id')
    .select('s.id')
    .where('k.session_id', 'is', null)
    .where('s.ended_at', 'is not', null)
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** The object store answers to `revision` now. */
export async function markKeepingApplied(db: Db, sessionId: string, revision: number): Promise<void> {
  await db
    .updateTable('session_keeping')
    .set({ applied_revision: revision, applied_at: sql`now()`, failure: null, failed_at: null })
    .where('session_id', '=', sessionId)
    .where('applied_revision', '<=', revision)
    .execute();
}

/** Applying `revision` gave up; `failure` says why, for people to see. It is tried again after an hour. */
export async function noteKeepingFailure(db: Db, sessionId: string, revision: number, failure: string): Promise<void> {
  await db
    .updateTable('session_keeping')
    .set({ failure, failed_at: sql`now()` })
    .where('session_id', '=', sessionId)
    .where('revision', '=', revision)
    .execute();
}
