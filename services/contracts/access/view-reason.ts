import { z } from 'zod';
import { route } from '../route.ts';
import { instant } from '../shape.ts';

/** Reasons on which rules hang: of an own session, of rooms live and just before, of a review (also of another's look), in an emergency. */
export const fixedReason = z.enum(['own', 'monitoring', 'audit', 'emergency']);
export type FixedReason = z.infer<typeof fixedReason>;

/** Why somebody looks: a fixed reason, or one of the office's (table view_reasons). */
export const viewReason = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'Choose one of the reasons');

/** What must be given with a reason: a case or a note, a note in any case, or a case. */
export const reasonNeeds = z.enum(['either', 'note', 'case']);
export type ReasonNeeds = z.infer<typeof reasonNeeds>;

const line = z.string().trim().min(2).max(80);
export const reasonWords = z.object({ vi: line, en: line, ru: line });
export type ReasonWords = z.infer<typeof reasonWords>;

export const officeReason = z.object({
  code: viewReason,
  words: reasonWords,
  needs: reasonNeeds,
  retiredAt: instant.nullable(),
});
export type OfficeReason = z.infer<typeof officeReason>;

const rule = 'Chief';
const one = z.object({ code: viewReason });

export const viewReasonRoutes = {
  list: route({
    method: 'get',
    path: '/api/view-reasons',
    summary:
      'The reasons of the office for looking at footage, in their order, retired ones too; and for how many minutes a look lasts',
    access: 'Everybody who is logged in',
    response: z.object({ items: z.array(officeReason), viewMinutes: z.number().int() }),
  }),
  add: route({
    method: 'post',
    path: '/api/view-reasons',
    summary: 'Add a reason at the end',
    access: rule,
    body: z.object({ words: reasonWords, needs: reasonNeeds }),
    response: officeReason,
    status: 201,
  }),
  change: route({
    method: 'patch',
    path: '/api/view-reasons/:code',
    summary:
      'Change what a reason needs, retire it or offer it again; other words make another reason in its place and retire this one, so that old looks say what was said then',
    access: rule,
    params: one,
    body: z.object({ words: reasonWords.optional(), needs: reasonNeeds.optional(), retired: z.boolean().optional() }),
    response: officeReason,
  }),
  order: route({
    method: 'put',
    path: '/api/view-reasons',
    summary: 'Put all reasons into this order',
    access: rule,
    body: z.object({ codes: z.array(viewReason).max(200) }),
    status: 204,
  }),
};
