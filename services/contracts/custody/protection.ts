import { z } from 'zod';
import { accessClass } from '../case.ts';
import { route } from '../route.ts';
import { id } from '../shape.ts';

/** What a person may do about the class of a case or session. */
export const protection = z.object({
  /** Classes that they may raise it to, at once. */
  raiseTo: z.array(accessClass),
  /** Classes that they may ask for, to be approved by another who knows of it. */
  lowerTo: z.array(accessClass),
  /** The lower class that is asked for and waits. */
  asked: accessClass.nullable(),
  /** A session that a case of it protects: that case must be lowered first. */
  isKeptUp: z.boolean(),
});
export type Protection = z.infer<typeof protection>;

const reason = z.string().trim().min(3).max(500);
const raised = z.object({ to: accessClass.exclude(['normal']), reason });
const lowered = z.object({ to: accessClass.exclude(['denouncer']), reason });
const ofCase = z.object({ caseId: id });
const ofSession = z.object({ sessionId: id });
const knowing = 'Those who may know of it';

export const protectionRoutes = {
  ofCase: route({
    method: 'get',
    path: '/api/cases/:caseId/protection',
    summary: 'Which classes the caller may raise a case to, or ask to have it lowered to',
    access: knowing,
    params: ofCase,
    response: protection,
  }),
  ofSession: route({
    method: 'get',
    path: '/api/sessions/:sessionId/protection',
    summary: 'Which classes the caller may raise a session to, or ask to have it lowered to',
    access: knowing,
    params: ofSession,
    response: protection,
  }),
  raiseCase: route({
    method: 'post',
    path: '/api/cases/:caseId/raise',
    summary: 'Protect a case and its sessions more, at once; whoever may not know of it then loses it',
    access: 'Members of the case; supervisor and chief who may see it',
    params: ofCase,
    body: raised,
    status: 204,
  }),
  lowerCase: route({
    method: 'post',
    path: '/api/cases/:caseId/lower',
    summary: 'Ask to protect a case less; its sessions follow where nothing else keeps them up',
    access: `${knowing}; another of them must approve`,
    params: ofCase,
    body: lowered,
    response: z.object({ approvalId: id }),
    status: 201,
  }),
  raiseSession: route({
    method: 'post',
    path: '/api/sessions/:sessionId/raise',
    summary: 'Protect a session more, at once; whoever may not know of it then loses it',
    access: 'The officer of the session; a supervisor or chief who may see it',
    params: ofSession,
    body: raised,
    status: 204,
  }),
  lowerSession: route({
    method: 'post',
    path: '/api/sessions/:sessionId/lower',
    summary: 'Ask to protect a session less; never less than its cases',
    access: `${knowing}; another of them must approve`,
    params: ofSession,
    body: lowered,
    response: z.object({ approvalId: id }),
    status: 201,
  }),
};
