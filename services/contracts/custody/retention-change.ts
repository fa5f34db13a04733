import { z } from 'zod';
import { approvalState } from '../access/approval.ts';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';
import { retentionChangeFacts, retentionClass } from './retention.ts';

const days = z.number().int().min(1).max(36_500);
/** afterCloseDays stays null for classes in which cases play no part. */
const newDays = z.object({ minDays: days, afterCloseDays: days.nullable() });

/** `approved`: comes into force at `effectiveAt`, if nobody stops it. */
export const retentionChangeState = z.enum([...approvalState.options, 'stopped', 'applied']);

export const retentionChange = retentionChangeFacts.extend({
  id,
  state: retentionChangeState,
  reason: z.string(),
  askedBy: named,
  askedAt: instant,
  approvedBy: named.nullable(),
  effectiveAt: instant.nullable(),
  appliedAt: instant.nullable(),
  stoppedBy: named.nullable(),
});
export type RetentionChange = z.infer<typeof retentionChange>;

export const retentionPreview = z.object({
  /** Something would be kept for a shorter time: it then waits seven days. */
  isShorter: z.boolean(),
  /** Sessions, of those the caller may know of, whose time would be over when it comes into force and is not without it. */
  sessions: z.number().int(),
  /** The same of the record without a session; zero for all other classes. */
  idleSegments: z.number().int(),
  idleBytes: z.number().int(),
});
export type RetentionPreview = z.infer<typeof retentionPreview>;

const params = z.object({ code: retentionClass });
const rule = 'Supervisor, chief, archivist';

export const retentionChangeRoutes = {
  list: route({
    method: 'get',
    path: '/api/retention-changes',
    summary: 'Changes of how long footage is kept, newest first',
    access: rule,
    response: z.object({ items: z.array(retentionChange) }),
  }),
  preview: route({
    method: 'post',
    path: '/api/retention-classes/:code/preview',
    summary: 'What new days of a class would mean for what is there now; changes nothing',
    access: rule,
    params,
    body: newDays,
    response: retentionPreview,
  }),
  ask: route({
    method: 'post',
    path: '/api/retention-classes/:code/changes',
    summary: 'Ask for new days of a class; another person must approve, and shorter ones wait seven days more',
    access: rule,
    params,
    body: newDays.extend({ reason: z.string().trim().min(3).max(500) }),
    response: z.object({ id, approvalId: id }),
    status: 201,
  }),
  stop: route({
    method: 'post',
    path: '/api/retention-changes/:changeId/stop',
    summary: 'Stop a change that is approved and not in force yet: that takes one person',
    access: rule,
    params: z.object({ changeId: id }),
    body: z.object({ reason: z.string().trim().min(3).max(500) }),
    response: z.object({ state: retentionChangeState }),
  }),
};
