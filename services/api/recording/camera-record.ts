import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { sessionsInRoom } from '../../access/session-things.ts';
import { multirange, type Span, toInterval } from '../../access/views/spans.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { AppError } from '../../app-error.ts';
import type { Gap } from '../../contracts/recording/gap.ts';
import { expiredUntil } from '../../custody/retention/idle-expiries.ts';
import { footageOf } from '../../recording/coverage.ts';
import { shownGaps } from '../../recording/shown-gaps.ts';

const longestRecordMs = 24 * 3_600_000;

interface RecordedCamera {
  id: string;
  roomId: string;
}

/** Where a camera has footage and where none and why, as `actor` may know it. Throws invalid_input over more than 24 hours. */
export async function recordOf(db: Db, actor: Actor, camera: RecordedCamera, span: Span) {
  const { from, to } = span;
  if (from >= to || to.getTime() - from.getTime() > longestRecordMs) {
    throw new AppError('invalid_input', 'Choose a stretch of at most 24 hours.');
  }
  const footage = await footageOf(db, camera.id, from, to);
  const gaps = await shownGaps(db, actor, camera, span);
  const expired = await expiredUntil(db, camera.id);
  const known = expired && expired > from ? await onlyKnown(db, actor, camera, { span, expired, footage, gaps }) : null;
  const shown = known ?? { footage, gaps };
  return {
    footage: shown.footage.map(toInterval),
    gaps: shown.gaps,
  };
}

interface Whole {
  span: Span;
  /** What came before this and lies over no session is removed. */
  expired: Date;
  footage: Span[];
  gaps: Gap[];
}

/** What is left of an expired day are sessions: those that the person may not know of are shown as removed like all around them. */
async function onlyKnown(db: Db, actor: Actor, camera: RecordedCamera, { span, expired, footage, gaps }: Whole) {
  const sessions = await sessionsInRoom(db, actor.id, camera.roomId, span);
  const known = sessions.filter((session) => may(actor, 'session.see', session));
  const shown = multirange([
    ...known.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt ?? span.to })),
    { from: expired, to: span.to },
  ]);
  const recorded = gaps.filter(({ cause }) => cause !== 'removed');
  const left = await partsOf(db, sql`${multirange(footage)} * ${shown}`);
  const holes = recorded.map((gap) => ({ from: new Date(gap.from), to: gap.to === null ? span.to : new Date(gap.to) }));
  const old = { from: span.from, to: expired < span.to ? expired : span.to };
  const removed = await partsOf(db, sql`${multirange([old])} - ${multirange(left)} - ${multirange(holes)}`);
  const asGaps = removed.map(({ from, to }): Gap => {
    return { from: from.toISOString(), to: to.toISOString(), cause: 'removed', stop: null };
  });
  return { footage: left, gaps: [...recorded, ...asGaps].sort((a, b) => a.from.localeCompare(b.from)) };
}

async function partsOf(db: Db, stretches: ReturnType<typeof sql>): Promise<Span[]> {
  const { rows } = await sql<Span>`
    select lower(part) as "from", upper(part) as "to" from unnest(${stretches}) as part order by 1`.execute(db);
  return rows;
}
