import { Router } from 'express';
import type { Actor } from '../../../access/actor.ts';
import { recordMediaLook } from '../../../access/media-looks.ts';
import { requireMay } from '../../../access/require-may.ts';
import { type Span, toInterval } from '../../../access/views/spans.ts';
import { AppError } from '../../../app-error.ts';
import { roomDayRoutes as contract, loudnessSpanMs } from '../../../contracts/recording/room-day.ts';
import { segmentsBetween } from '../../../recording/segments.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { handle } from '../../register.ts';
import { createLoudness, type Loudness } from './loudness.ts';
import { inSteps, type Level, motionLevels } from './steps.ts';
import { camerasOf, pictureBytes, toldOf } from './told.ts';

const longestMs = 24 * 3_600_000;

/** Signs of people in a room over a day, for whoever cuts a session out of its record. Each person's use is written down once an hour. */
export function roomDayRoutes(deps: ApiDeps): Router {
  const router = Router();
  const loudness = createLoudness(deps);
  handle(router, contract.signs, async ({ actor, params, query }) => {
    const span = { from: new Date(query.from), to: new Date(query.to) };
    const lengthMs = span.to.getTime() - span.from.getTime();
    if (lengthMs <= 0 || lengthMs > longestMs)
      throw new AppError('invalid_input', 'Choose a stretch of at most 24 hours.');
    await requireSigns(deps, actor, params.roomId);
    return signsOf(deps, actor, params.roomId, untilNow(deps, span));
  });
  handle(router, contract.loudness, async ({ actor, params, query, res }) => {
    await requireSigns(deps, actor, params.roomId);
    const from = new Date(Math.floor(Date.parse(query.at) / loudnessSpanMs) * loudnessSpanMs);
    const hour = untilNow(deps, { from, to: new Date(from.getTime() + loudnessSpanMs) });
    const left = new AbortController();
    // Not a fault of ours: nobody reads this answer any more.
    res.once('close', () => left.abort(new AppError('too_many_requests', 'Whoever asked has left.')));
    const heard = inSteps(hour, await heardIn({ ...deps, loudness }, actor, params.roomId, hour, left.signal));
    return { from: heard.from, loudness: heard.values };
  });
  return router;
}

/** Throws forbidden; writes down who asks, once an hour. */
async function requireSigns({ db, clock }: ApiDeps, actor: Actor, roomId: string) {
  await requireMay(db, actor, 'record.timeline', { kind: 'room' }, roomId);
  const room = await db.selectFrom('rooms').select('id').where('id', '=', roomId).executeTakeFirst();
  if (room) await recordMediaLook(db, actor, { kind: 'room', id: roomId }, new Date(clock.now()));
}

/** A session that goes on reaches as far as is asked. */
function untilNow({ clock }: ApiDeps, { from, to }: Span): Span {
  const now = clock.now();
  return { from, to: new Date(Math.max(from.getTime(), Math.min(to.getTime(), now))) };
}

async function signsOf({ db }: ApiDeps, actor: Actor, roomId: string, span: Span) {
  const cameraIds = await camerasOf(db, roomId);
  const told = await toldOf(db, actor, { id: roomId, cameraIds }, span);
  const levels: Level[] = [];
  for (const cameraId of cameraIds) {
    const stretches = await pictureBytes(db, cameraId, span);
    levels.push(...motionLevels(stretches.filter((one) => told.isTold(cameraId, one))));
  }
  const { from, values } = inSteps(span, levels);
  const quiet = told.quiet.map(toInterval);
  return { from, motion: values, quiet };
}

/** The first of the room's cameras that has sound then. */
async function heardIn(
  { db, loudness }: ApiDeps & { loudness: Loudness },
  actor: Actor,
  roomId: string,
  span: Span,
  signal: AbortSignal,
): Promise<Level[]> {
  const cameraIds = await camerasOf(db, roomId);
  const told = await toldOf(db, actor, { id: roomId, cameraIds }, span);
  for (const cameraId of cameraIds) {
    const segments = await segmentsBetween(db, cameraId, span.from, span.to);
    if (!segments.some(({ audio }) => audio !== null)) continue;
    const isHeard = (one: (typeof segments)[number]) => told.isTold(cameraId, { from: one.startedAt, to: one.endedAt });
    return loudness.ofHour(span.from.getTime(), segments, isHeard, signal);
  }
  return [];
}
