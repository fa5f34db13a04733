import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

/** The longest stretch that an administrator may ask to look at. */
export const longestEmergencyMinutes = 60;
/** How long a grant lasts. */
export const emergencyMinutes = 60;

/** `over`: its time ran out; `ended`: somebody ended it before; `expired`: nobody decided in time. */
export const emergencyState = z.enum(['asked', 'granted', 'refused', 'withdrawn', 'expired', 'over', 'ended']);

/** A stretch of a room's record that an administrator asked to look at in an emergency. */
export const emergencyLook = z.object({
  id,
  room: named,
  from: instant,
  to: instant,
  reason: z.string(),
  state: emergencyState,
  askedAt: instant,
  /** Who approved or refused, and their words. */
  decidedBy: named.nullable(),
  decision: z.string().nullable(),
  /** When the grant ends or has ended. */
  until: instant.nullable(),
});
export type EmergencyLook = z.infer<typeof emergencyLook>;

/** The same on a request, for those who decide and those who may end it. */
export const emergencyOfRequest = emergencyLook
  .pick({ id: true, room: true, from: true, to: true, until: true })
  .extend({ isRunning: z.boolean(), mayEnd: z.boolean() });

const one = z.object({ lookId: id });

export const emergencyRoutes = {
  list: route({
    method: 'get',
    path: '/api/emergency-looks',
    summary: 'The stretches of record that the caller asked to look at in an emergency, newest first',
    access: 'Administrator, the own ones',
    response: z.object({ items: z.array(emergencyLook) }),
  }),
  ask: route({
    method: 'post',
    path: '/api/emergency-looks',
    summary:
      'Ask to look at one stretch of the record of one room, at most an hour long and not in the future; supervisor or chief decides',
    access: 'Administrator; one request at a time',
    body: z.object({ roomId: id, from: instant, to: instant, reason: z.string().trim().min(3).max(500) }),
    response: z.object({ id }),
    status: 201,
  }),
  end: route({
    method: 'post',
    path: '/api/emergency-looks/:lookId/end',
    summary: 'End a grant before its time, or take back what nobody decided yet; what plays stops at once',
    access: 'Any chief, a grant; the administrator who asked',
    params: one,
    status: 204,
  }),
};
