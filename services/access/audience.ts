import { sql } from 'kysely';
import type { Db } from '../adapters/postgres/connect.ts';
import { type Role, role } from '../contracts/access/account.ts';
import type { Audience } from '../contracts/events.ts';
import { knownTo } from './may.ts';

/** Everybody who is logged in: for hints about rooms and cameras, which say nothing of a session. */
export const everyone: Audience[] = role.options.map((name): Audience => `role:${name}`);

/** Those who list requests: for hints about what concerns the office as a whole. */
export const approvers: Audience[] = (['supervisor', 'chief', 'archivist'] as const).map(
  (name): Audience => `role:${name}`,
);

/**
 * Who may hear that a session changed: the roles that see its class, its officer and the people on its cases; nobody
 * on a conflict list by name. A hint holds an id only, and whoever asks for more is checked by `may` again.
 */
export async function sessionAudience(db: Db, sessionId: string): Promise<Audience[]> {
  const { rows } = await sql<{ id: string; role: Role; officer: boolean }>`
    select a.id, a.role, false as officer from session_cases sc
      join case_members m on m.case_id = sc.case_id join accounts a on a.id = m.account_id
      where sc.session_id = ${sessionId} and sc.unlinked_at is null
    union select a.id, a.role, true from sessions s join accounts a on a.id = s.officer_id where s.id = ${sessionId}`.execute(
    db,
  );
  const session = await db.selectFrom('sessions').select('access_class').where('id', '=', sessionId).executeTakeFirst();
  const conflicts = await sql<{ id: string }>`
    select c.account_id as id from session_cases sc join case_conflicts c on c.case_id = sc.case_id
    where sc.session_id = ${sessionId} and sc.unlinked_at is null`.execute(db);
  const byClass = session ? knownTo.session[session.access_class] : [];
  return audienceOf(db, byClass, rows, conflicts.rows);
}

/** The people who may know of a session, by name: nobody who is shut out, no administrator, nobody whose account is closed. */
export async function peopleWhoKnow(db: Db, sessionId: string): Promise<{ id: string; name: string }[]> {
  const audience = await sessionAudience(db, sessionId);
  const named = (kind: string) => audience.flatMap((one) => (one.startsWith(kind) ? [one.slice(kind.length)] : []));
  return db
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where(sql<boolean>`(role = any(${named('role:')}::text[]) or id = any(${named('account:')}::uuid[]))`)
    .where('disabled_at', 'is', null)
    .orderBy('name')
    .execute();
}

/** Who may hear that a case changed. */
export async function caseAudience(db: Db, caseId: string): Promise<Audience[]> {
  const members = await db
    .selectFrom('case_members as m')
    .innerJoin('accounts as a', 'a.id', 'm.account_id')
    .select(['a.id', 'a.role'])
    .where('m.case_id', '=', caseId)
    .execute();
  const conflicts = await db
    .selectFrom('case_conflicts')
    .select('account_id as id')
    .where('case_id', '=', caseId)
    .execute();
  const file = await db.selectFrom('cases').select('access_class').where('id', '=', caseId).executeTakeFirst();
  return audienceOf(db, file ? knownTo.case[file.access_class] : [], members, conflicts);
}

/**
 * Where somebody is shut out, the roles are spelled out as people, so that the one is left out. An administrator hears
 * nothing, even one who was an officer or a member before.
 */
async function audienceOf(
  db: Db,
  roles: readonly Role[],
  people: { id: string; role: Role }[],
  conflicts: { id: string }[],
): Promise<Audience[]> {
  const shutOut = new Set(conflicts.map((row) => row.id));
  const named = people
    .filter((row) => row.role !== 'admin' && !shutOut.has(row.id))
    .map((row): Audience => `account:${row.id}`);
  if (shutOut.size === 0) return [...new Set([...roles.map((name): Audience => `role:${name}`), ...named])];
  if (roles.length === 0) return [...new Set(named)];
  const byRole = await db
    .selectFrom('accounts')
    .select('id')
    .where('role', 'in', roles)
    .where('disabled_at', 'is', null)
    .execute();
  return [
    ...new Set([...named, ...byRole.filter((row) => !shutOut.has(row.id)).map((row): Audience => `account:${row.id}`)]),
  ];
}
