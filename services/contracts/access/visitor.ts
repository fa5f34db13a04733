import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

const line = (most: number) => z.string().trim().max(most);

/** Who somebody is. Encrypted wherever it is stored, and nowhere but in the answer to an opening. */
export const identity = z.object({
  name: line(200).min(1),
  birthYear: z.number().int().min(1900).max(2100).nullable().default(null),
  /** Number of the paper that was shown. */
  paper: line(60).default(''),
  address: line(300).default(''),
  telephone: line(60).default(''),
  note: line(1000).default(''),
});
export type Identity = z.infer<typeof identity>;

/** Why somebody opens an identity; always with words beside. */
export const openingReason = z.enum(['contact', 'answer', 'check', 'correct', 'court', 'other']);
export type OpeningReason = z.infer<typeof openingReason>;

/** A visitor as everyone knows them: a code that says nothing. */
export const visitor = z.object({
  id,
  code: z.string(),
  version: z.number().int(),
  addedAt: instant,
  /** When the newest version was written. */
  writtenAt: instant,
  /** When the identity was wiped with the footage; null while it is kept. */
  wipedAt: instant.nullable(),
});
export type Visitor = z.infer<typeof visitor>;

/** What was asked about a visitor and still counts: it waits for another person, or the caller may open it once. */
export const visitorRequest = z.discriminatedUnion('state', [
  z.object({ state: z.literal('asked') }),
  z.object({ state: z.literal('approved'), until: instant }),
]);
export type VisitorRequest = z.infer<typeof visitorRequest>;

export const listedVisitor = visitor.extend({ request: visitorRequest.nullable() });
export type ListedVisitor = z.infer<typeof listedVisitor>;

export const opening = z.object({
  id,
  code: z.string(),
  person: named,
  reasonCode: openingReason,
  /** null: wiped, or sealed with another key. */
  note: z.string().nullable(),
  openedAt: instant,
  /** The second person, where whoever opened has no part in the session. */
  approvedBy: named.nullable(),
});
export type Opening = z.infer<typeof opening>;

const one = z.object({ visitorId: id });
const session = z.object({ sessionId: id });
const rule =
  'The officer of the session, and the people on its cases; to those who may not know of the session it does not exist';

const askRule =
  'Supervisor and chief who may see the session, and neither received it nor work on its case; to those who may not know of it it does not exist';

const why = z.object({ reasonCode: openingReason, note: line(500).min(3) });
const opened = z.object({ code: z.string(), version: z.number().int(), identity });

export const visitorRoutes = {
  list: route({
    method: 'get',
    path: '/api/sessions/:sessionId/visitors',
    summary: 'The visitors of a session, by their codes',
    access: 'Those who may see the session',
    params: session,
    response: z.object({ items: z.array(listedVisitor), mayOpen: z.boolean(), mayAsk: z.boolean() }),
  }),
  add: route({
    method: 'post',
    path: '/api/sessions/:sessionId/visitors',
    summary: 'Seal the identity of one more visitor; the answer holds the code only',
    access: rule,
    params: session,
    body: identity,
    response: visitor,
    status: 201,
  }),
  correct: route({
    method: 'put',
    path: '/api/visitors/:visitorId',
    summary: 'Seal a corrected identity beside the old one; version is the one that was corrected',
    access: rule,
    params: one,
    body: identity.extend({ version: z.number().int().min(1) }),
    response: visitor,
  }),
  open: route({
    method: 'post',
    path: '/api/visitors/:visitorId/openings',
    summary: 'Open the identity of one visitor, with a reason that stays on record',
    access: rule,
    params: one,
    body: why,
    response: opened,
    status: 201,
  }),
  askOpening: route({
    method: 'post',
    path: '/api/visitors/:visitorId/opening-requests',
    summary: 'Ask to open the identity of one visitor; another person who knows of the session decides',
    access: askRule,
    params: one,
    body: why,
    response: z.object({ approvalId: id }),
    status: 201,
  }),
  openApproved: route({
    method: 'post',
    path: '/api/visitors/:visitorId/approved-openings',
    summary: 'Open the identity that was asked for and approved: once, within 24 hours, for the reason that was given',
    access: `${askRule}; who asked, once it is approved`,
    params: one,
    response: opened,
    status: 201,
  }),
  openings: route({
    method: 'get',
    path: '/api/sessions/:sessionId/visitor-openings',
    summary: 'Who opened identities of a session, when and why, newest first',
    access: 'The officer of the session; the chief who may see it',
    params: session,
    response: z.object({ items: z.array(opening) }),
  }),
};
