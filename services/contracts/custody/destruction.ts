import { z } from 'zod';
import { approvalState } from '../access/approval.ts';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';
import { retentionClass } from './retention.ts';

/** What became of a session on a list: destroyed, or why it was left. */
export const destructionOutcome = z.enum(['destroyed', 'held', 'not_due', 'locked']);
export type DestructionOutcome = z.infer<typeof destructionOutcome>;

const session = z.object({ id, room: named, startedAt: instant, endedAt: instant });

/** A session whose time is over and that nothing holds. */
export const dueSession = session.extend({ class: retentionClass, until: instant });
export type DueSession = z.infer<typeof dueSession>;

/** Until it is approved a list is as its request is; then it is carried out. */
export const destructionState = z.enum([
  ...approvalState.options,
  /** Its objects are being removed. */
  'removing',
  'done',
]);

export const destruction = z.object({
  id,
  state: destructionState,
  reason: z.string(),
  askedBy: named,
  askedAt: instant,
  approvedBy: named.nullable(),
  approvedAt: instant.nullable(),
  sessions: z.array(
    session.extend({
      outcome: destructionOutcome.nullable(),
      segments: z.number().int(),
      bytes: z.number().int(),
      /** Where the signed list of its objects is, once it is made. */
      list: z.string().nullable(),
    }),
  ),
  /** Objects to be removed, and how many of them are gone. */
  objects: z.number().int(),
  removed: z.number().int(),
  doneAt: instant.nullable(),
  /** Last trouble; it is tried again by itself. */
  failure: z.string().nullable(),
  /** Where the minutes are, once they are made. */
  minutes: z.string().nullable(),
});
export type Destruction = z.infer<typeof destruction>;

/**
 * That the record without a session went by itself on one day, and up to when. No amounts: they would tell how long sessions
 * were that must not be known.
 */
export const idleExpiry = z.object({
  /** Day in Vietnam, yyyy-mm-dd. */
  day: z.string(),
  /** How many cameras something went of. */
  cameras: z.number().int(),
  /** What was recorded before this is gone, but for what is kept. */
  until: instant,
});
export type IdleExpiry = z.infer<typeof idleExpiry>;

/** At most this many sessions are proposed at once. */
export const mostProposed = 200;

const rule = 'Supervisor, chief, archivist; a session that the caller may not know of, or received, is not there';

export const destructionRoutes = {
  due: route({
    method: 'get',
    path: '/api/destructions/due',
    summary: 'Sessions whose time is over, that nothing holds and that no open list names, the oldest first',
    access: rule,
    response: z.object({ items: z.array(dueSession), hasMore: z.boolean() }),
  }),
  list: route({
    method: 'get',
    path: '/api/destructions',
    summary: 'Lists of destruction, newest first: proposed, carried out, refused',
    access: `${rule}; a list is there for whoever may know of all its sessions`,
    response: z.object({ items: z.array(destruction) }),
  }),
  propose: route({
    method: 'post',
    path: '/api/destructions',
    summary: 'Propose to destroy sessions; another person must approve it',
    access: rule,
    body: z.object({
      sessionIds: z.array(id).min(1).max(mostProposed),
      reason: z.string().trim().min(3).max(500),
    }),
    response: z.object({ id, approvalId: id }),
    status: 201,
  }),
  expired: route({
    method: 'get',
    path: '/api/idle-expiries',
    summary: 'What of the record without a session went by itself, by day, the newest first',
    access: 'Supervisor, chief, archivist',
    response: z.object({ items: z.array(idleExpiry) }),
  }),
};

/** `GET`: the minutes (PDF), and a session's signed list with every hash. Whoever may see the destruction; each taking is written down. */
export const minutesPath = '/api/destructions/:destructionId/minutes.pdf';
export const destructionListPath = '/api/destructions/:destructionId/sessions/:sessionId/list.json';
