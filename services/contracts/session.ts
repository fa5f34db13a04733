import { z } from 'zod';
import { accessClass, caseKey, caseLink, sessionCaseKind } from './case.ts';
import { gap } from './recording/gap.ts';
import { route } from './route.ts';
import { id, instant, named, pageOf, pageQuery, queryFlag } from './shape.ts';
import { viewSummary } from './view.ts';

export const sessionKind = z.enum(['regular', 'periodic', 'adhoc', 'online', 'dialogue', 'inspection']);
export const sessionState = z.enum(['running', 'processing', 'sealed', 'failed', 'destroyed']);
export type SessionState = z.infer<typeof sessionState>;

/** What the officer fills in; no name or identity of a visitor anywhere (domain: "A session"). */
export const sessionForm = z.object({
  kind: sessionKind.default('regular'),
  caseKind: sessionCaseKind.default('unknown'),
  visit: z.enum(['first', 'repeat']).default('first'),
  peopleCount: z.number().int().min(1).max(500).default(1),
  noticeGiven: z.boolean().default(false),
  noticeHow: z.enum(['spoken', 'sign', 'paper']).nullable().default(null),
  noticeLanguage: z.string().max(30).nullable().default(null),
  note: z.string().trim().max(1000).default(''),
});
export type SessionForm = z.infer<typeof sessionForm>;

export const clipState = z.enum(['open', 'sealed', 'failed', 'destroyed']);
export const clip = z.object({
  id,
  camera: named,
  state: clipState,
  sealedAt: instant.nullable(),
  /** Last trouble while sealing, null when there is none. */
  failure: z.string().nullable(),
  manifestVersion: z.number().int().nullable(),
  /** Address of the poster, null while none is made. */
  poster: z.string().nullable(),
  gaps: z.array(gap),
});
export type Clip = z.infer<typeof clip>;

export const session = sessionForm.extend({
  id,
  room: named,
  officer: named,
  startedAt: instant,
  endedAt: instant.nullable(),
  version: z.number().int(),
  madeFrom: z.enum(['button', 'record']),
  accessClass,
  state: sessionState,
  own: z.boolean(),
  cases: z.array(caseLink),
  poster: z.string().nullable(),
  gapSeconds: z.number(),
});
export type Session = z.infer<typeof session>;

export const sessionDetail = session.extend({
  clips: z.array(clip),
  versions: z.array(
    z.object({
      version: z.number().int(),
      startedAt: instant,
      endedAt: instant.nullable(),
      reason: z.string(),
      by: z.string(),
      at: instant,
    }),
  ),
  mayReplay: z.boolean(),
  mayChange: z.boolean(),
});
export type SessionDetail = z.infer<typeof sessionDetail>;

const sessionParams = z.object({ sessionId: id });
const startForm = sessionForm.extend({ roomId: id, caseKeys: z.array(caseKey).max(10).default([]) });
const seeRule = 'The officer of the session; supervisor and chief; of a protected session only the people on its cases';
const changeRule = 'The officer of the session; a supervisor or chief who may see it';

export const sessionRoutes = {
  list: route({
    method: 'get',
    path: '/api/sessions',
    summary:
      'Sessions, newest first; q takes a case number, an officer, a room or (three letters or more) a note, with or without diacritics',
    access: seeRule,
    query: pageQuery.extend({
      q: z.string().trim().max(100).optional(),
      roomId: id.optional(),
      officerId: id.optional(),
      caseId: id.optional(),
      kind: sessionKind.optional(),
      state: sessionState.optional(),
      from: instant.optional(),
      to: instant.optional(),
      withCase: queryFlag.optional(),
    }),
    response: pageOf(session),
  }),
  start: route({
    method: 'post',
    path: '/api/sessions',
    summary: 'Start a session now; the room must be free',
    access: 'Officer, supervisor, chief: as the receiving person',
    body: startForm,
    response: sessionDetail,
    status: 201,
  }),
  fromRecord: route({
    method: 'post',
    path: '/api/sessions/from-record',
    summary: 'Create a session afterwards from the record ("cut from the buffer")',
    access: 'Officer (own), supervisor, chief',
    body: startForm.extend({ startedAt: instant, endedAt: instant, reason: z.string().trim().min(3).max(300) }),
    response: sessionDetail,
    status: 201,
  }),
  get: route({
    method: 'get',
    path: '/api/sessions/:sessionId',
    summary: 'A session with its clips and versions',
    access: seeRule,
    params: sessionParams,
    response: sessionDetail,
  }),
  change: route({
    method: 'patch',
    path: '/api/sessions/:sessionId',
    summary: 'Change what the form holds',
    access: changeRule,
    params: sessionParams,
    body: z.object({
      kind: sessionKind.optional(),
      caseKind: sessionCaseKind.optional(),
      visit: z.enum(['first', 'repeat']).optional(),
      peopleCount: z.number().int().min(1).max(500).optional(),
      noticeGiven: z.boolean().optional(),
      noticeHow: z.enum(['spoken', 'sign', 'paper']).nullable().optional(),
      noticeLanguage: z.string().max(30).nullable().optional(),
      note: z.string().trim().max(1000).optional(),
    }),
    response: sessionDetail,
  }),
  stop: route({
    method: 'post',
    path: '/api/sessions/:sessionId/stop',
    summary: 'End a running session now',
    access: changeRule,
    params: sessionParams,
    response: sessionDetail,
  }),
  changeTimes: route({
    method: 'post',
    path: '/api/sessions/:sessionId/times',
    summary: 'Change start and end; makes a new version, the old one is kept',
    access: changeRule,
    params: sessionParams,
    body: z.object({
      version: z.number().int(),
      startedAt: instant,
      endedAt: instant,
      reason: z.string().trim().min(3).max(300),
    }),
    response: sessionDetail,
  }),
  linkCase: route({
    method: 'post',
    path: '/api/sessions/:sessionId/cases',
    summary: 'Link a case by its number; the session takes the higher access class',
    access: `${changeRule}, who may also see the case`,
    params: sessionParams,
    body: z.object({ caseKey }),
    response: sessionDetail,
  }),
  unlinkCase: route({
    method: 'delete',
    path: '/api/sessions/:sessionId/cases/:caseId',
    summary: 'Unlink a case; the access class stays as high as it was',
    access: `${changeRule}, who may also see the case`,
    params: z.object({ sessionId: id, caseId: id }),
    response: sessionDetail,
  }),
  views: route({
    method: 'get',
    path: '/api/sessions/:sessionId/views',
    summary: 'Who looked at this session, why, and how many seconds',
    access: 'The officer of the session and the chief, where they may see it',
    params: sessionParams,
    response: z.object({ items: z.array(viewSummary) }),
  }),
  sealAgain: route({
    method: 'post',
    path: '/api/clips/:clipId/seal',
    summary: 'Try again to seal a clip whose sealing failed',
    access: changeRule,
    params: z.object({ clipId: id }),
    status: 204,
  }),
};
