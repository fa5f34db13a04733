import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, named } from '../shape.ts';

/** `unreadable`: the store answers, and cannot give these bytes back. `lock_shortened`: it was set again at once. */
export const incidentKind = z.enum(['altered', 'unreadable', 'missing', 'lock_shortened']);
export type IncidentKind = z.infer<typeof incidentKind>;

export const checkedThing = z.enum(['footage', 'manifest', 'audit_head', 'evidence', 'destruction', 'time_stamp']);

/** Something that was found not to be as it was stored. */
export const incident = z.object({
  id,
  kind: incidentKind,
  foundAt: instant,
  /** When what was missing or unreadable was read again, whole. */
  returnedAt: instant.nullable(),
  /** null when the reader may not know of the session it is about. */
  about: z
    .object({
      thing: checkedThing,
      key: z.string(),
      footage: z.object({ camera: named, room: named, startedAt: instant, endedAt: instant }).nullable(),
    })
    .nullable(),
  closed: z.object({ at: instant, by: named, note: z.string() }).nullable(),
  /** Whether the caller may close it. */
  mayClose: z.boolean(),
});
export type Incident = z.infer<typeof incident>;

const counts = { segments: z.number().int(), documents: z.number().int(), faults: z.number().int() };

export const fixityState = z.object({
  /** The reading of everything that is under way; null before the first. */
  cycle: z
    .object({
      beganAt: instant,
      /** When it will be done, as far as can be told now. */
      doneBy: instant,
      /** Part of the bytes that is read, 0 to 1. */
      share: z.number(),
      /** Whether everything will be read within thirty days. */
      keepsUp: z.boolean(),
      ...counts,
    })
    .nullable(),
  /** The last one that was completed. */
  last: z.object({ beganAt: instant, completedAt: instant, bytes: z.number().int(), ...counts }).nullable(),
  /** The last night's sample. */
  sample: z
    .object({
      beganAt: instant,
      finishedAt: instant.nullable(),
      wanted: z.number().int(),
      done: z.number().int(),
      faults: z.number().int(),
    })
    .nullable(),
  /** Open ones first, then the newest. */
  incidents: z.array(incident),
});
export type FixityState = z.infer<typeof fixityState>;

export const fixityRoutes = {
  state: route({
    method: 'get',
    path: '/api/fixity',
    summary: 'How far all that is stored has been read again and held against its hashes, and what was found',
    access:
      'Administrator, supervisor, chief, archivist; of an incident about a session that the caller may not know of, kind and date only',
    response: fixityState,
  }),
  close: route({
    method: 'post',
    path: '/api/fixity/incidents/:incidentId/closing',
    summary: 'Close an incident with a note; what it holds stays held',
    access: 'Supervisor and chief; one about a session that the caller may not know of does not exist',
    params: z.object({ incidentId: id }),
    body: z.object({ note: z.string().trim().min(3).max(500) }),
    response: z.object({ id }),
  }),
};
