import { z } from 'zod';
import { accessClass, caseLink } from '../case.ts';
import { retentionChangeFacts } from '../custody/retention.ts';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';
import { emergencyOfRequest } from './emergency.ts';
import { openingReason } from './visitor.ts';

/** What needs two people. */
export const approvalAct = z.enum([
  'hold.lift',
  'destruction.run',
  'retention.change',
  'class.lower',
  'evidence.take',
  'vault.open',
  'record.emergency',
]);
export type ApprovalAct = z.infer<typeof approvalAct>;

/** What anybody decides who may know of the session or case, whatever the role; the rest is for supervisor and chief. */
export const decidedByKnowing = [
  'class.lower',
  'evidence.take',
  'vault.open',
] as const satisfies readonly ApprovalAct[];

/** `expired`: nobody decided in time; it can be asked again. */
export const approvalState = z.enum(['asked', 'approved', 'refused', 'withdrawn', 'expired']);

export const approval = z.object({
  id,
  act: approvalAct,
  state: approvalState,
  reason: z.string(),
  askedBy: named,
  askedAt: instant,
  expiresAt: instant,
  decidedBy: named.nullable(),
  decidedAt: instant.nullable(),
  decision: z.string().nullable(),
  /** What it is about: one of the three, or the office as a whole. */
  session: z.object({ id, room: named, startedAt: instant }).nullable(),
  case: caseLink.nullable(),
  /** A list of destruction, with how many sessions it names. */
  destruction: z.object({ id, sessions: z.number().int() }).nullable(),
  /** New days of a class. */
  change: retentionChangeFacts.nullable(),
  /** Of which class to which a session or case is to be lowered. */
  lower: z.object({ from: accessClass, to: accessClass }).nullable(),
  /** The one camera whose evidence is asked for; null for all of the session. */
  camera: named.nullable(),
  /** Whose identity is asked for, and why; the words are the reason. */
  opening: z.object({ code: z.string(), reasonCode: openingReason }).nullable(),
  /** What an administrator asks to look at in an emergency. */
  emergency: emergencyOfRequest.nullable(),
  /** Whether the caller asked for it, and may take it back. */
  own: z.boolean(),
  /** Whether the caller may approve or refuse it. */
  mayDecide: z.boolean(),
});
export type Approval = z.infer<typeof approval>;

const note = z.string().trim().min(3).max(500);
const rule =
  'Everybody but administrators, an officer only what those decide who know of it; about a session or case that the caller may not know of there is none';

export const approvalRoutes = {
  list: route({
    method: 'get',
    path: '/api/approvals',
    summary: 'Requests that need a second person: those that wait first, then the newest that were decided',
    access: rule,
    response: z.object({ items: z.array(approval), waiting: z.number().int() }),
  }),
  decide: route({
    method: 'post',
    path: '/api/approvals/:approvalId/decision',
    summary: 'Approve or refuse, with a reason; an approval is carried out at once',
    access:
      'Never who asked. Lowering a class, evidence of a protected session and opening an identity: anybody who may know of the session or case. All else: supervisor and chief, not about their own session',
    params: z.object({ approvalId: id }),
    body: z.object({ approve: z.boolean(), note }),
    response: z.object({ state: approvalState }),
  }),
  withdraw: route({
    method: 'post',
    path: '/api/approvals/:approvalId/withdrawal',
    summary: 'Take a request back',
    access: 'Who asked for it',
    params: z.object({ approvalId: id }),
    response: z.object({ state: approvalState }),
  }),
};
