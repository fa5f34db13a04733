import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

/** What of a reception is marked with one click (domain: "Markers"), in the order in which it happens. */
export const procedureKinds = [
  'notice_read',
  'identified',
  'notes_read_back',
  'signed',
  'receipt_given',
  'rights_explained',
  'closing',
] as const;
/** What a withdrawal must have beside that. */
export const withdrawalKinds = ['withdrawal_stated', 'no_coercion'] as const;
export const markerKind = z.enum([...procedureKinds, ...withdrawalKinds, 'note']);
export type MarkerKind = z.infer<typeof markerKind>;

export const markerColour = z.enum(['grey', 'teal', 'blue', 'violet', 'amber', 'red']);
export type MarkerColour = z.infer<typeof markerColour>;

const text = z.string().trim().max(1000);

/** What somebody wrote: a marker, or a note under one. */
const note = z.object({
  id,
  version: z.number().int(),
  by: named,
  own: z.boolean(),
  /** null: wiped with the footage of the session. */
  text: z.string().nullable(),
  writtenAt: instant,
  /** Whom it is for; null: nobody in particular. */
  for: named.nullable(),
  /** Whether that person has dealt with it. */
  done: z.boolean(),
});
export type MarkerNote = z.infer<typeof note>;

export const marker = note.extend({
  at: instant,
  kind: markerKind,
  colour: markerColour,
  answers: z.array(note),
});
export type Marker = z.infer<typeof marker>;

/** One state of a marker or a note, as the history shows it. */
export const markerState = z.object({
  markerId: id,
  version: z.number().int(),
  /** It is a note under another marker. */
  isAnswer: z.boolean(),
  by: named,
  at: instant,
  kind: markerKind,
  text: z.string().nullable(),
  removed: z.boolean(),
  for: named.nullable(),
  writtenAt: instant,
});
export type MarkerState = z.infer<typeof markerState>;

/** A note for the person who asks. */
export const noteForMe = z.object({
  id,
  session: z.object({ id, room: named, startedAt: instant }),
  at: instant,
  kind: markerKind,
  by: named,
  text: z.string().nullable(),
  /** It answers a note of this person's own. */
  isAnswer: z.boolean(),
  writtenAt: instant,
  done: z.boolean(),
});
export type NoteForMe = z.infer<typeof noteForMe>;

const one = z.object({ markerId: id });
const session = z.object({ sessionId: id });
const seeRule = 'Those who may see the session';
const markRule = 'Those who may replay the session; its officer also while it goes on';

export const markerRoutes = {
  list: route({
    method: 'get',
    path: '/api/sessions/:sessionId/markers',
    summary: 'The markers of a session in order of time, with the notes under them',
    access: seeRule,
    params: session,
    response: z.object({ items: z.array(marker), mayMark: z.boolean() }),
  }),
  add: route({
    method: 'post',
    path: '/api/sessions/:sessionId/markers',
    summary: 'Set a marker; without a time at this moment, while the session goes on',
    access: markRule,
    params: session,
    body: z.object({
      at: instant.optional(),
      /** Without a time: so long before this moment. A browser's clock may be wrong, how long somebody wrote is not. */
      agoMs: z.number().int().min(0).max(3_600_000).default(0),
      kind: markerKind,
      colour: markerColour.default('teal'),
      text: text.default(''),
      /** One of the people who may see the session. */
      forId: id.nullable().default(null),
    }),
    response: marker,
    status: 201,
  }),
  change: route({
    method: 'patch',
    path: '/api/markers/:markerId',
    summary:
      'Change, remove or bring back a marker, or a note under one (its text only); version is the one that was seen, every state is kept',
    access: 'Who wrote it, while they may set markers there (of a note under one: see the session)',
    params: one,
    body: z.object({
      version: z.number().int().min(1),
      at: instant.optional(),
      kind: markerKind.optional(),
      colour: markerColour.optional(),
      text: text.optional(),
      forId: id.nullable().optional(),
      removed: z.boolean().optional(),
    }),
    response: marker.nullable(),
  }),
  answer: route({
    method: 'post',
    path: '/api/markers/:markerId/answers',
    summary: 'Write a note under a marker; it is for who wrote the marker, or for whom the marker is',
    access: seeRule,
    params: one,
    body: z.object({ text: text.min(1) }),
    response: marker,
    status: 201,
  }),
  done: route({
    method: 'put',
    path: '/api/markers/:markerId/done',
    summary: 'Say that a note has been dealt with, or take that back',
    access: 'Whom the note is for, while they may see the session',
    params: one,
    body: z.object({ done: z.boolean() }),
    status: 204,
  }),
  readers: route({
    method: 'get',
    path: '/api/sessions/:sessionId/readers',
    summary: 'The people whom a marker of this session can be for: those who may see it',
    access: seeRule,
    params: session,
    response: z.object({ items: z.array(named) }),
  }),
  history: route({
    method: 'get',
    path: '/api/sessions/:sessionId/marker-history',
    summary: 'Every state that the markers of a session ever had, also of those that were removed',
    access: 'Chief who may see the session',
    params: session,
    response: z.object({ items: z.array(markerState) }),
  }),
  forMe: route({
    method: 'get',
    path: '/api/notes',
    summary: 'Notes for the person who asks, about sessions that the person may see: what is open first',
    access: 'Officer, supervisor, chief, archivist',
    response: z.object({ items: z.array(noteForMe), open: z.number().int() }),
  }),
};
