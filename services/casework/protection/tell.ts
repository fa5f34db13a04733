import { caseAudience, everyone, sessionAudience } from '../../access/audience.ts';
import type { Database } from '../../adapters/postgres/connect.ts';
import type { Audience, Hint } from '../../contracts/events.ts';
import { sessionsHeldBy } from '../../custody/retention/holds.ts';
import type { CaseworkDeps } from '../casework-deps.ts';
import { askPreviews } from '../clips/previews.ts';
import type { Classed } from './change-class.ts';

/** Who may hear of a case or session and all that hangs on it. */
export type Hearers = Map<string, { hint: Hint; audience: Audience[] }>;

/** Those who may know of it now: read it before a change, so that those who lose it are told too. */
export async function hearersOf(db: Database, on: Classed): Promise<Hearers> {
  const hearers: Hearers = new Map();
  for (const id of await sessionsHeldBy(db, on))
    hearers.set(id, { hint: { kind: 'session', id, version: 0 }, audience: await sessionAudience(db, id) });
  if ('caseId' in on) {
    const hint: Hint = { kind: 'case', id: on.caseId, version: 0 };
    hearers.set(on.caseId, { hint, audience: await caseAudience(db, on.caseId) });
  }
  return hearers;
}

/**
 * A class has changed: whoever could know of it before, or may now, hears of it, and asks again; their rooms look another
 * way, and pictures are made or removed.
 */
export async function tellOfClass(deps: CaseworkDeps, on: Classed, before: Hearers): Promise<void> {
  const after = await hearersOf(deps.db, on);
  for (const [id, { hint, audience }] of after)
    await deps.publish(hint, [...new Set([...(before.get(id)?.audience ?? []), ...audience])]);
  const sessionIds = [...after.values()].flatMap(({ hint }) => (hint.kind === 'session' ? [hint.id] : []));
  if (sessionIds.length === 0) return;
  const rooms = deps.db.selectFrom('sessions').select('room_id').distinct().where('id', 'in', sessionIds);
  for (const { room_id: id } of await rooms.execute()) await deps.publish({ kind: 'room', id, version: 0 }, everyone);
  await askPreviews(deps, sessionIds);
}
