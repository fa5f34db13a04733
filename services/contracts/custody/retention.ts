import { z } from 'zod';
import { caseLink } from '../case.ts';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

/** idle: no session; no_case; case; denunciation; withdrawal. Days are data, see table retention_classes. */
export const retentionClass = z.enum(['idle', 'no_case', 'case', 'denunciation', 'withdrawal']);
export type RetentionClass = z.infer<typeof retentionClass>;

/** New days of a class, and those it had when they were asked for. */
export const retentionChangeFacts = z.object({
  class: retentionClass,
  minDays: z.number().int(),
  afterCloseDays: z.number().int().nullable(),
  oldMinDays: z.number().int(),
  oldAfterCloseDays: z.number().int().nullable(),
});

export const holdReason = z.enum(['dispute', 'request', 'coercion', 'court', 'incident', 'other']);
export type HoldReason = z.infer<typeof holdReason>;

/** A reason that somebody gave why nothing may be deleted. */
export const hold = z.object({
  id,
  reason: holdReason,
  note: z.string(),
  /** null: the program, because something of it was found not to be as it was recorded. */
  placedBy: named.nullable(),
  placedAt: instant,
  /** The case that is held with all its sessions; null when only the one session is. */
  case: caseLink.nullable(),
  /** Somebody has asked to lift it; the request waits for another person. */
  liftAsked: z.boolean(),
});
export type Hold = z.infer<typeof hold>;

/** How long a session is kept, and why. */
export const keeping = z.object({
  class: retentionClass,
  /** Nothing of it may be deleted. */
  isHeld: z.boolean(),
  /** When its time is over; null while it is held or runs. */
  until: instant.nullable(),
  /** Open cases that hold it, as far as the reader may know of them. */
  openCases: z.array(caseLink),
  holds: z.array(hold),
  /** Whether the object store has it so already. */
  isApplied: z.boolean(),
  failure: z.string().nullable(),
  /** Protected and of no case: nobody but its officer knows of it, so nobody can propose anything when its time is over. */
  needsCase: z.boolean(),
  /** Whether the caller may place a hold here, and ask to lift one. */
  mayHold: z.boolean(),
});
export type Keeping = z.infer<typeof keeping>;

const reason = z.object({ reason: holdReason, note: z.string().trim().min(3).max(500) });
const session = z.object({ sessionId: id });
const rule = 'Supervisor, chief and archivist who see the session or case; to all others it does not exist';

export const retentionRoutes = {
  classes: route({
    method: 'get',
    path: '/api/retention-classes',
    summary: 'How long footage is kept, by class',
    access: 'Everybody who is logged in',
    response: z.object({
      items: z.array(
        z.object({ code: retentionClass, minDays: z.number().int(), afterCloseDays: z.number().int().nullable() }),
      ),
    }),
  }),
  get: route({
    method: 'get',
    path: '/api/sessions/:sessionId/keeping',
    summary: 'How long a session is kept, and what holds it',
    access: 'Those who may see the session',
    params: session,
    response: keeping,
  }),
  held: route({
    method: 'get',
    path: '/api/holds',
    summary: 'Holds that nobody has lifted, newest first, on sessions and cases that the caller may see',
    access: 'Supervisor, chief, archivist',
    response: z.object({
      items: z.array(
        hold.extend({
          /** The session that is held; null when a case is. */
          session: z.object({ id, room: named, startedAt: instant }).nullable(),
        }),
      ),
    }),
  }),
  holdSession: route({
    method: 'post',
    path: '/api/sessions/:sessionId/holds',
    summary: 'Place a hold: nothing of the session may be deleted until two people lift it',
    access: rule,
    params: session,
    body: reason,
    response: keeping,
    status: 201,
  }),
  holdCase: route({
    method: 'post',
    path: '/api/cases/:caseId/holds',
    summary: 'Place a hold on a case: all its sessions are held, those linked later too',
    access: rule,
    params: z.object({ caseId: id }),
    body: reason,
    response: z.object({ id }),
    status: 201,
  }),
  askLift: route({
    method: 'post',
    path: '/api/holds/:holdId/lift',
    summary: 'Ask that a hold be lifted; another person must approve it',
    access: rule,
    params: z.object({ holdId: id }),
    body: z.object({ reason: z.string().trim().min(3).max(500) }),
    response: z.object({ approvalId: id }),
    status: 201,
  }),
};
