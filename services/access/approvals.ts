import { sql } from 'kysely';
import type { Db, Tx } from '../adapters/postgres/connect.ts';
import { AppError } from '../app-error.ts';
import { type Approval, type ApprovalAct, approvalAct } from '../contracts/custody/approval.ts';
import { retentionClass } from '../contracts/custody/retention.ts';
import { appendAudit } from '../custody/audit.ts';
import type { Actor } from './actor.ts';
import { may, type Who } from './may.ts';
import { notFound } from './views/refusal.ts';
import { requestVisible } from './visible.ts';

/** A session, a case, a list of sessions to be destroyed, or the office as a whole. */
export type About = { sessionId: string } | { caseId: string } | { destructionId: string } | { office: true };

/** A request that another person must approve. */
export interface NewApproval {
  act: ApprovalAct;
  thing: { kind: string; id: string };
  /** What it is about: who may not know of that does not see the request. */
  about: About;
  reason: string;
}

/** What is carried out when somebody approves; in the transaction of the approval. */
export type CarryOut = Record<ApprovalAct, (tx: Tx, thingId: string, by: Actor, note: string) => Promise<void>>;

/** What became of a request, and what it is about: whoever may know of that is told. */
export interface Decided {
  state: 'approved' | 'refused' | 'withdrawn';
  about: About;
}

const lifeDays = 14;
const mostShown = 100;

/** Asks for a second person. Throws already_exists when the same is asked for already. The caller has asked `may`. */
export async function askApproval(tx: Db, actor: Actor, { act, thing, about, reason }: NewApproval): Promise<string> {
  const open = tx.selectFrom('approvals').select('id').where('act', '=', act).where('thing_id', '=', thing.id);
  // One that expired makes room for a new one.
  await tx
    .updateTable('approvals')
    .set({ state: 'withdrawn', decided_at: sql`now()`, decision: 'expired' })
    .where('act', '=', act)
    .where('thing_id', '=', thing.id)
    .where('state', '=', 'asked')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
  if (await open.where('state', '=', 'asked').forUpdate().executeTakeFirst())
    throw new AppError('already_exists', 'This has been asked for already: it waits for another person to decide.');
  const { id } = await tx
    .insertInto('approvals')
    .values({
      ...{ act, thing_kind: thing.kind, thing_id: thing.id, reason, asked_by: actor.id },
      session_id: 'sessionId' in about ? about.sessionId : null,
      case_id: 'caseId' in about ? about.caseId : null,
      destruction_id: 'destructionId' in about ? about.destructionId : null,
      expires_at: sql`now() + make_interval(days => ${lifeDays})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await note(tx, actor, 'approval.ask', id, { asked: act });
  return id;
}

/**
 * Approves or refuses; an approval is carried out in the same transaction. Throws not_found for what the person may not
 * know of, own_request for who asked, changed_meanwhile for what is decided or expired.
 */
export async function decideApproval(
  tx: Tx,
  actor: Actor,
  approvalId: string,
  { approve, note: words }: { approve: boolean; note: string },
  carryOut: CarryOut,
): Promise<Decided> {
  const row = await lockOpen(tx, actor, approvalId);
  if (row.asked_by === actor.id)
    throw new AppError('own_request', 'You asked for this yourself: another person must decide.');
  if (row.isConcerned) throw new AppError('own_request', 'This is about your own session: another person must decide.');
  const state = approve ? 'approved' : 'refused';
  await close(tx, approvalId, actor, state, words);
  const act = approvalAct.parse(row.act);
  await note(tx, actor, approve ? 'approval.approve' : 'approval.refuse', approvalId, { asked: act });
  if (approve) await carryOut[act](tx, row.thing_id, actor, words);
  return { state, about: aboutOfRequest(row) };
}

/** Who asked takes the request back. */
export async function withdrawApproval(tx: Tx, actor: Actor, approvalId: string): Promise<Decided> {
  const row = await lockOpen(tx, actor, approvalId);
  if (row.asked_by !== actor.id) throw notFound();
  await close(tx, approvalId, actor, 'withdrawn', '');
  await note(tx, actor, 'approval.withdraw', approvalId, { asked: row.act });
  return { state: 'withdrawn', about: aboutOfRequest(row) };
}

async function lockOpen(tx: Tx, who: Who, approvalId: string) {
  const row = await tx
    .selectFrom('approvals as p')
    .select(['p.act', 'p.thing_id', 'p.asked_by', 'p.state', isConcerned(who).as('isConcerned')])
    .select(['p.session_id as sessionId', 'p.case_id as caseId', 'p.destruction_id as destructionId'])
    .select(sql<boolean>`p.expires_at <= now()`.as('expired'))
    .where('p.id', '=', approvalId)
    .where(requestVisible(who, 'p'))
    .forUpdate('p')
    .executeTakeFirst();
  if (!row) throw notFound();
  if (row.state !== 'asked' || row.expired)
    throw new AppError('changed_meanwhile', 'This request is decided or has expired: load the list again.');
  return row;
}

/** It is about a session that the person received. */
function isConcerned(who: Who) {
  return sql<boolean>`exists (select from sessions own where own.officer_id = ${who.id} and (own.id = p.session_id
    or own.id in (select i.session_id from destruction_sessions i where i.destruction_id = p.destruction_id)))`;
}

function aboutOfRequest(row: { sessionId: string | null; caseId: string | null; destructionId: string | null }): About {
  if (row.destructionId !== null) return { destructionId: row.destructionId };
  return row.sessionId === null && row.caseId === null ? { office: true } : aboutOf(row);
}

/** What a row is about that names a session or a case. */
export function aboutOf({ sessionId, caseId }: { sessionId: string | null; caseId: string | null }) {
  if (sessionId !== null) return { sessionId };
  if (caseId !== null) return { caseId };
  throw new RangeError('it must be about a session or a case');
}

async function close(tx: Tx, id: string, by: Actor, state: 'approved' | 'refused' | 'withdrawn', decision: string) {
  const decided = { state, decided_by: by.id, decided_at: sql<Date>`now()`, decision };
  await tx.updateTable('approvals').set(decided).where('id', '=', id).execute();
}

function note(tx: Db, actor: Actor, act: string, id: string, details: Record<string, unknown>) {
  const thing = { kind: 'approval', id };
  return appendAudit(tx, { accountId: actor.id, address: actor.address, act, thing, details });
}

/** Requests that the person may know of: those that wait first, then the newest that were decided; and how many wait for the person. */
export async function listApprovals(db: Db, who: Who): Promise<{ items: Approval[]; waiting: number }> {
  const rows = await selectRows(db, who)
    .where(requestVisible(who, 'p'))
    .orderBy(sql`p.state = 'asked' and p.expires_at > now()`, 'desc')
    .orderBy('p.asked_at', 'desc')
    .limit(mostShown)
    .execute();
  const items = rows.map((row) => toApproval(row, who));
  return { items, waiting: items.filter(({ mayDecide }) => mayDecide).length };
}

function selectRows(db: Db, who: Who) {
  return db
    .selectFrom('approvals as p')
    .innerJoin('accounts as a', 'a.id', 'p.asked_by')
    .leftJoin('accounts as d', 'd.id', 'p.decided_by')
    .leftJoin('sessions as s', 's.id', 'p.session_id')
    .leftJoin('rooms as r', 'r.id', 's.room_id')
    .leftJoin('cases as c', 'c.id', 'p.case_id')
    .leftJoin('retention_changes as n', 'n.id', 'p.thing_id')
    .selectAll('p')
    .select(['a.name as askedName', 'd.name as decidedName', 's.started_at', 'r.id as roomId', 'r.name as roomName'])
    .select(['c.key', 'c.kind', 'c.access_class', isConcerned(who).as('isConcerned')])
    .select(['n.class', 'n.min_days', 'n.after_close_days', 'n.old_min_days', 'n.old_after_close_days'])
    .select([
      sql<number>`(select count(*) from destruction_sessions i where i.destruction_id = p.destruction_id)`.as('listed'),
      sql<boolean>`p.state = 'asked' and p.expires_at <= now()`.as('expired'),
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof selectRows>['execute']>>[number];

function toApproval(row: Row, who: Who): Approval {
  const isOpen = row.state === 'asked' && !row.expired;
  const own = row.asked_by === who.id;
  const { session_id: sessionId, roomId, roomName, started_at: startedAt } = row;
  const { case_id: caseId, key, kind, access_class: accessClass } = row;
  return {
    ...{ id: row.id, act: approvalAct.parse(row.act), state: row.expired ? 'expired' : row.state, reason: row.reason },
    askedBy: { id: row.asked_by, name: row.askedName },
    askedAt: row.asked_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    decidedBy: row.decided_by === null ? null : { id: row.decided_by, name: row.decidedName ?? row.decided_by },
    decidedAt: row.decided_at?.toISOString() ?? null,
    decision: row.decision,
    session:
      sessionId && roomId && startedAt
        ? { id: sessionId, room: { id: roomId, name: roomName ?? '' }, startedAt: startedAt.toISOString() }
        : null,
    case: caseId && key && kind && accessClass ? { id: caseId, key, kind, accessClass } : null,
    destruction: row.destruction_id === null ? null : { id: row.destruction_id, sessions: row.listed },
    change: toChange(row),
    own: own && isOpen,
    mayDecide: isOpen && !own && !row.isConcerned && may(who, 'approval.decide', { kind: 'office' }),
  };
}

function toChange(row: Row): Approval['change'] {
  if (row.class === null || row.min_days === null || row.old_min_days === null) return null;
  return {
    ...{ class: retentionClass.parse(row.class), minDays: row.min_days, afterCloseDays: row.after_close_days },
    ...{ oldMinDays: row.old_min_days, oldAfterCloseDays: row.old_after_close_days },
  };
}
