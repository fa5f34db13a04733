import { z } from 'zod';
import { route } from '../route.ts';
import { retentionRoutes } from './retention.ts';

export const privacyRoutes = {
  get: route({
    method: 'get',
    path: '/api/privacy',
    summary: 'What the privacy page needs: the regulation of the office, whom to ask, how long footage is kept',
    access: 'Everybody, also without a login',
    response: retentionRoutes.classes.response.extend({
      /** Number and date of the written regulation; empty where the office has not named it. */
      regulation: z.string(),
      /** Whom to ask; empty where the office has not named anybody. */
      contact: z.string(),
    }),
  }),
};
