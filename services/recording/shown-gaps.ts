import { may, type Who } from '../access/may.ts';
import { sessionsInRoom } from '../access/session-things.ts';
import type { Db } from '../adapters/postgres/connect.ts';
import type { Gap } from '../contracts/recording/gap.ts';
import { gapsOf, type Hole } from './coverage.ts';

/**
 * A camera's gaps inside [from, to) as a person may know them. Who paused, and why, is left out where the pause touches a
 * session that the person may not see, whatever part of it is asked for.
 */
export async function shownGaps(
  db: Db,
  who: Who,
  camera: { id: string; roomId: string },
  { from, to }: { from: Date; to: Date },
): Promise<Gap[]> {
  const gaps = await gapsOf(db, camera.id, from, to);
  const pauses = gaps.flatMap(({ cause, stop }) => (cause === 'paused' && stop ? [stop] : []));
  const hidden = new Set<Hole['stop']>();
  for (const pause of pauses) {
    const span = { from: pause.from, to: pause.to ?? new Date() };
    const sessions = await sessionsInRoom(db, who.id, camera.roomId, span);
    if (sessions.some((session) => !may(who, 'session.see', session))) hidden.add(pause);
  }
  return gaps.map((gap) => toGap(hidden.has(gap.stop) ? { ...gap, stop: null } : gap));
}

function toGap({ from, to, cause, stop }: Hole): Gap {
  const said = stop && { reason: stop.reason, by: stop.by };
  return { from: from.toISOString(), to: to?.toISOString() ?? null, cause, stop: said };
}
