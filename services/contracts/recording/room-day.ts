import { z } from 'zod';
import { route } from '../route.ts';
import { id, instant, interval } from '../shape.ts';

/** How long one value of a strip stands for. */
export const signStepMs = 10_000;
/** Of loudness so much is asked for at once, from a whole hour on: it is heard out of the record. */
export const loudnessSpanMs = 3_600_000;

/** 0 to 100 for each step from `from` on; null: not known, or not said. */
const levels = z.array(z.number().int().min(0).max(100).nullable());

const roomParams = z.object({ roomId: id });
const access =
  'Officer, supervisor, chief; nothing is said of sessions that they may not see, and of some minutes around them';

export const roomDayRoutes = {
  signs: route({
    method: 'get',
    path: '/api/rooms/:roomId/signs',
    summary:
      'How much moved in a room over at most 24 hours, told from how many bytes its cameras sent beyond what they usually send',
    access,
    params: roomParams,
    query: interval,
    response: z.object({
      from: instant,
      motion: levels,
      /** Of these stretches nothing is said. */
      quiet: z.array(interval),
    }),
  }),
  loudness: route({
    method: 'get',
    path: '/api/rooms/:roomId/loudness',
    summary:
      'How loud it was in a room in the hour that holds an instant: the loudest tenth of a second of each segment, 0 = −60 dB, 100 = full scale',
    access,
    params: roomParams,
    query: z.object({ at: instant }),
    response: z.object({ from: instant, loudness: levels }),
  }),
};
