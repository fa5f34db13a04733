import { z } from 'zod';
import { person } from './access/account.ts';
import { route } from './route.ts';
import { id, instant, pageOf, pageQuery } from './shape.ts';

/** KN complaint, TC denunciation, KNPA recommendation or feedback, HH mixed, TTr inspection. */
export const caseKind = z.enum(['KN', 'TC', 'KNPA', 'HH', 'TTr']);
export type CaseKind = z.infer<typeof caseKind>;

/** What a session is about before a case exists. */
export const sessionCaseKind = z.enum([...caseKind.options, 'unknown']);

export const accessClass = z.enum(['normal', 'restricted', 'denouncer']);
export type AccessClass = z.infer<typeof accessClass>;

/** States of a case file as the office's own record has them (domain: khiếu nại, tố cáo). */
export const caseState = z.enum([
  'received',
  'classified',
  'eligible',
  'not_eligible',
  'guided',
  'forwarded',
  'returned',
  'accepted',
  'verifying',
  'dialogue',
  'extended',
  'suspended',
  'terminated',
  'withdrawn',
  'decided',
  'concluded',
  'in_force',
  'filed',
  'closed',
]);

/** A case in one of these is over: it holds its sessions no more. Any other state is open, also after reopening. */
export const closedCaseStates = ['closed', 'filed'] as const satisfies readonly z.infer<typeof caseState>[];

const canonicalPrefix = new Map(caseKind.options.map((kind) => [kind.toUpperCase(), kind]));

/** `KN-2026-000123`, typed in any case, with or without leading zeros. */
export const caseKey = z
  .string()
  .trim()
  .regex(/^(KN|TC|KNPA|HH|TTR)-(19|20)\d{2}-\d{1,6}$/i, 'A case number looks like KN-2026-000123')
  .transform((text) => {
    const [prefix = '', year = '', number = ''] = text.split('-');
    return `${canonicalPrefix.get(prefix.toUpperCase()) ?? prefix}-${year}-${number.padStart(6, '0')}`;
  });

export const caseLink = z.object({ id, key: z.string(), kind: caseKind, accessClass });
export type CaseLink = z.infer<typeof caseLink>;

export const caseFile = caseLink.extend({
  subject: z.string(),
  state: caseState,
  outsideNumbers: z.array(z.string()),
  sessionCount: z.number().int(),
  createdAt: instant,
});
export type CaseFile = z.infer<typeof caseFile>;

export const caseDetail = caseFile.extend({
  members: z.array(person),
  conflicts: z.array(person.extend({ reason: z.string() })),
  history: z.array(z.object({ state: caseState, note: z.string(), at: instant, by: z.string() })),
  /** Whether the caller may change people on the case. */
  mayManage: z.boolean(),
});
export type CaseDetail = z.infer<typeof caseDetail>;

const subject = z.string().trim().max(300);
const outsideNumber = z.string().trim().min(1).max(60);
const caseParams = z.object({ caseId: id });
const caseAndPerson = z.object({ caseId: id, accountId: id });
const rule = 'Those who may see the case; of a denunciation only its members, to all others it does not exist';

export const caseRoutes = {
  list: route({
    method: 'get',
    path: '/api/cases',
    summary: 'Cases, newest first',
    access: rule,
    query: pageQuery.extend({
      q: z.string().trim().max(100).optional(),
      kind: caseKind.optional(),
      state: caseState.optional(),
    }),
    response: pageOf(caseFile),
  }),
  create: route({
    method: 'post',
    path: '/api/cases',
    summary: 'Open a case; without a key the next number of its kind and year is taken. The creator becomes a member',
    access: 'Officer, supervisor, chief, archivist',
    body: z.object({
      kind: caseKind,
      key: caseKey.optional(),
      subject: subject.default(''),
      outsideNumbers: z.array(outsideNumber).max(20).default([]),
    }),
    response: caseDetail,
    status: 201,
  }),
  get: route({
    method: 'get',
    path: '/api/cases/:caseId',
    summary: 'A case with its people and history',
    access: rule,
    params: caseParams,
    response: caseDetail,
  }),
  change: route({
    method: 'patch',
    path: '/api/cases/:caseId',
    summary: 'Change subject, outside numbers or state; a state change is kept in the history',
    access: rule,
    params: caseParams,
    body: z.object({
      subject: subject.optional(),
      outsideNumbers: z.array(outsideNumber).max(20).optional(),
      state: caseState.optional(),
      note: z.string().trim().max(500).default(''),
    }),
    response: caseDetail,
  }),
  addMember: route({
    method: 'put',
    path: '/api/cases/:caseId/members/:accountId',
    summary: 'Let a person work on the case',
    access: 'Members of the case; for a normal case also the chief',
    params: caseAndPerson,
    response: caseDetail,
  }),
  removeMember: route({
    method: 'delete',
    path: '/api/cases/:caseId/members/:accountId',
    summary: 'Take a person off the case; the last member stays',
    access: 'Members of the case; for a normal case also the chief',
    params: caseAndPerson,
    response: caseDetail,
  }),
  addConflict: route({
    method: 'put',
    path: '/api/cases/:caseId/conflicts/:accountId',
    summary: 'Shut a person out of the case whatever their role',
    access: 'Members of the case; for a normal case also the chief',
    params: caseAndPerson,
    body: z.object({ reason: z.string().trim().min(3).max(300) }),
    response: caseDetail,
  }),
};
