import { sql } from 'kysely';
import type { Db, Tx } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import { type ApprovalAct, approvalAct, decidedByKnowing } from '../../contracts/access/approval.ts';
import type { OpeningReason } from '../../contracts/access/visitor.ts';
import type { AccessClass } from '../../contracts/case.ts';
import { appendAudit } from '../../custody/audit.ts';
import type { Actor } from '../actor.ts';
import { may, type Who } from '../may.ts';
import { notFound } from '../views/refusal.ts';
import { aboutVisible, requestVisible } from '../visible.ts';

/** A session, a case, a list of sessions to be destroyed, a look at a room in an emergency, or the office as a whole. */
export type About =
  | { sessionId: string }
  | { caseId: string }
  | { destructionId: string }
  | { emergencyId: string }
  | { office: true };

/** A request that another person must approve. */
export interface NewApproval {
  act: ApprovalAct;
  thing: { kind: string; id: string };
  /** What it is about: who may not know of that does not see the request. */
  about: About;
  reason: string;
  /** For `class.lower`. */
  lower?: { from: AccessClass; to: AccessClass };
  /** For `vault.open`. */
  reasonCode?: OpeningReason;
  /** When it must be decided sooner than within fourteen days. */
  withinHours?: number;
}

/** What was asked for, as it is carried out. */
export interface Asked extends Required<Pick<NewApproval, 'thing' | 'about' | 'reason'>> {
  askedBy: string;
  lower: { from: AccessClass; to: AccessClass } | null;
}

/** What is carried out when somebody approves; in the transaction of the approval. */
export type CarryOut = Record<ApprovalAct, (tx: Tx, asked: Asked, by: Actor, note: string) => Promise<void>>;

/** What became of a request, and what it is about: whoever may know of that is told. */
export interface Decided {
  act: ApprovalAct;
  state: 'approved' | 'refused' | 'withdrawn';
  about: About;
}

const lifeHours = 14 * 24;

/** Asks for a second person. Throws already_exists when the same is asked for already. The caller has asked `may`. */
export async function askApproval(tx: Db, actor: Actor, request: NewApproval): Promise<string> {
  const { act, thing, about, reason, lower } = request;
  await requireNotAsked(tx, act, thing.id);
  const { id } = await tx
    .insertInto('approvals')
    .values({
      ...{ act, thing_kind: thing.kind, thing_id: thing.id, reason, asked_by: actor.id },
      session_id: 'sessionId' in about ? about.sessionId : null,
      case_id: 'caseId' in about ? about.caseId : null,
      destruction_id: 'destructionId' in about ? about.destructionId : null,
      expires_at: sql`now() + make_interval(hours => ${request.withinHours ?? lifeHours})`,
      from_class: lower && lower.from !== 'normal' ? lower.from : null,
      to_class: lower && lower.to !== 'denouncer' ? lower.to : null,
      reason_code: request.reasonCode ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await note(tx, actor, 'approval.ask', id, { asked: auditName(act, thing.kind) });
  return id;
}

/** Throws already_exists while the same waits for a second person. One that expired makes room for a new one. */
export async function requireNotAsked(tx: Db, act: ApprovalAct, thingId: string): Promise<void> {
  await tx
    .updateTable('approvals')
    .set({ state: 'withdrawn', decided_at: sql`now()`, decision: 'expired' })
    .where('act', '=', act)
    .where('thing_id', '=', thingId)
    .where('state', '=', 'asked')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
  const open = tx.selectFrom('approvals').select('id').where('act', '=', act).where('thing_id', '=', thingId);
  if (await open.where('state', '=', 'asked').forUpdate().executeTakeFirst())
    throw new AppError('already_exists', 'This has been asked for already: it waits for another person to decide.');
}

/**
 * Approves or refuses; an approval is carried out in the same transaction. Throws not_found for what the person may not
 * know of, forbidden, own_request for who asked, changed_meanwhile for what is decided or expired, or when who asked may
 * not know of it any more.
 */
export async function decideApproval(
  tx: Tx,
  actor: Actor,
  approvalId: string,
  { approve, note: words }: { approve: boolean; note: string },
  carryOut: CarryOut,
): Promise<Decided> {
  const row = await lockOpen(tx, actor, approvalId);
  const act = approvalAct.parse(row.act);
  if (row.asked_by === actor.id)
    throw new AppError('own_request', 'You asked for this yourself: another person must decide.');
  if (!may(actor, deciding(act), { kind: 'office' }))
    throw new AppError('forbidden', 'Your role does not include deciding this.');
  if (row.isConcerned && !isDecidedByKnowing(act))
    throw new AppError('own_request', 'This is about your own session: another person must decide.');
  const state = approve ? 'approved' : 'refused';
  await close(tx, approvalId, actor, state, words);
  const details = { asked: auditName(act, row.thing_kind) };
  await note(tx, actor, approve ? 'approval.approve' : 'approval.refuse', approvalId, details);
  if (approve) {
    if (isDecidedByKnowing(act)) await requireStillKnown(tx, approvalId);
    await carryOut[act](tx, askedOf(row), actor, words);
  }
  return { act, state, about: aboutOfRequest(row) };
}

/** Who asked takes the request back. */
export async function withdrawApproval(tx: Tx, actor: Actor, approvalId: string): Promise<Decided> {
  const row = await lockOpen(tx, actor, approvalId);
  if (row.asked_by !== actor.id) throw notFound();
  const act = approvalAct.parse(row.act);
  await close(tx, approvalId, actor, 'withdrawn', '');
  await note(tx, actor, 'approval.withdraw', approvalId, { asked: auditName(act, row.thing_kind) });
  return { act, state: 'withdrawn', about: aboutOfRequest(row) };
}

/** The same by what it is about: for who asked and lists no requests. Throws changed_meanwhile when it does not wait any more. */
export async function withdrawAsked(tx: Tx, actor: Actor, act: ApprovalAct, thingId: string): Promise<void> {
  const row = await tx
    .selectFrom('approvals')
    .select(['id', 'thing_kind'])
    .where('act', '=', act)
    .where('thing_id', '=', thingId)
    .where('asked_by', '=', actor.id)
    .where('state', '=', 'asked')
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new AppError('changed_meanwhile', 'This request is decided: load the page again.');
  await close(tx, row.id, actor, 'withdrawn', '');
  await note(tx, actor, 'approval.withdraw', row.id, { asked: auditName(act, row.thing_kind) });
}

/** The act that `may` is asked for before somebody decides a request which they may know of. */
export function deciding(act: ApprovalAct) {
  return isDecidedByKnowing(act) ? 'approval.decide_known' : 'approval.decide';
}

export function isDecidedByKnowing(act: ApprovalAct): boolean {
  return (decidedByKnowing as readonly ApprovalAct[]).includes(act);
}

/** The name of what is asked for in the audit log. */
function auditName(act: ApprovalAct, thingKind: string): string {
  return act === 'class.lower' ? `${thingKind}.lower` : act;
}

async function lockOpen(tx: Tx, who: Who, approvalId: string) {
  const row = await tx
    .selectFrom('approvals as p')
    .select(['p.act', 'p.thing_kind', 'p.thing_id', 'p.reason', 'p.asked_by', 'p.state', 'p.from_class', 'p.to_class'])
    .select(isConcerned(who).as('isConcerned'))
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

type Row = Awaited<ReturnType<typeof lockOpen>>;

function askedOf(row: Row): Asked {
  const { from_class: from, to_class: to } = row;
  return {
    ...{ thing: { kind: row.thing_kind, id: row.thing_id }, about: aboutOfRequest(row), reason: row.reason },
    askedBy: row.asked_by,
    lower: from !== null && to !== null ? { from, to } : null,
  };
}

/** Whoever was shut out after asking is no second person of anything. */
async function requireStillKnown(tx: Tx, approvalId: string) {
  const { asked_by, role } = await tx
    .selectFrom('approvals as p')
    .innerJoin('accounts as a', 'a.id', 'p.asked_by')
    .select(['p.asked_by', 'a.role'])
    .where('p.id', '=', approvalId)
    .executeTakeFirstOrThrow();
  const knows = await tx
    .selectFrom('approvals as p')
    .select('p.id')
    .where('p.id', '=', approvalId)
    .where(aboutVisible({ id: asked_by, role }, 'p'))
    .executeTakeFirst();
  if (!knows)
    throw new AppError('changed_meanwhile', 'Who asked may not know of this any more: it cannot be approved.');
}

/** It is about a session that the person received. */
export function isConcerned(who: Who) {
  return sql<boolean>`exists (select from sessions own where own.officer_id = ${who.id} and (own.id = p.session_id
    or own.id in (select i.session_id from destruction_sessions i where i.destruction_id = p.destruction_id)))`;
}

function aboutOfRequest(row: Pick<Row, 'act' | 'thing_id' | 'sessionId' | 'caseId' | 'destructionId'>): About {
  if (row.act === 'record.emergency') return { emergencyId: row.thing_id };
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
