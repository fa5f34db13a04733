import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import { may, type Who } from '../../access/may.ts';
import { requireMay } from '../../access/require-may.ts';
import { auditRefusal, notFound } from '../../access/views/refusal.ts';
import { sessionVisible } from '../../access/visible.ts';
import type { Database, Db } from '../../adapters/postgres/connect.ts';
import type { Clock } from '../../clock.ts';
import type { FixityState, Incident } from '../../contracts/custody/fixity.ts';
import { type Cycle, currentCycle, lastCycle } from '../../custody/fixity/cycles.ts';
import { closeIncident } from '../../custody/fixity/incidents.ts';
import { doneBy, keepsUp } from '../../custody/fixity/pace.ts';
import { lastSample } from '../../custody/fixity/samples.ts';

export interface ReadFixity {
  db: Database;
  clock: Clock;
}

const mostShown = 100;

/** How far all that is stored has been read again, and what was found, as a person may know it. The caller has asked `may`. */
export async function fixityState(deps: ReadFixity, actor: Actor): Promise<FixityState> {
  const { db } = deps;
  const [cycle, last, sample] = [await currentCycle(db), await lastCycle(db), await lastSample(db)];
  const incidents = await selectIncidents(db, actor)
    .orderBy(sql`i.closed_at is not null`)
    .orderBy('i.found_at', 'desc')
    .limit(mostShown)
    .execute();
  return {
    cycle: cycle ? toCycle(cycle, deps) : null,
    last: last?.completedAt
      ? {
          beganAt: last.beganAt.toISOString(),
          completedAt: last.completedAt.toISOString(),
          bytes: last.doneBytes,
          ...countsOf(last),
        }
      : null,
    sample: sample
      ? {
          beganAt: sample.began_at.toISOString(),
          finishedAt: sample.finished_at?.toISOString() ?? null,
          ...{ wanted: sample.wanted, done: sample.done, faults: sample.faults },
        }
      : null,
    incidents: incidents.map((row) => toIncident(row, actor)),
  };
}

/** A person has looked into an incident and closes it. Throws not_found for one that the person may not know of. */
export async function closeAsPerson(db: Database, actor: Actor, incidentId: string, note: string): Promise<void> {
  await requireMay(db, actor, 'fixity.close', { kind: 'office' }, incidentId);
  await auditRefusal(db, actor, 'fixity.close', { kind: 'fixity', id: incidentId }, async () => {
    const row = await selectIncidents(db, actor).where('i.id', '=', incidentId).executeTakeFirst();
    if (!row?.isKnown) throw notFound();
    await db.transaction().execute((tx) => closeIncident(tx, incidentId, actor, note));
  });
}

function toCycle(cycle: Cycle, { clock }: ReadFixity): FixityState['cycle'] {
  const nowMs = clock.now();
  return {
    beganAt: cycle.beganAt.toISOString(),
    doneBy: doneBy(cycle, nowMs).toISOString(),
    share: cycle.totalBytes === 0 ? 0 : Math.min(1, cycle.doneBytes / cycle.totalBytes),
    keepsUp: keepsUp(cycle, nowMs),
    ...countsOf(cycle),
  };
}

const countsOf = ({ segments, doneDocuments, faults }: Pick<Cycle, 'segments' | 'doneDocuments' | 'faults'>) => ({
  ...{ segments, documents: doneDocuments, faults },
});

/** An incident is known to who may know of every session that its footage, or its document, is of. */
function selectIncidents(db: Db, reader: Who) {
  return db
    .selectFrom('fixity_incidents as i')
    .leftJoin('cameras as c', 'c.id', 'i.camera_id')
    .leftJoin('rooms as r', 'r.id', 'c.room_id')
    .leftJoin('accounts as a', 'a.id', 'i.closed_by')
    .selectAll('i')
    .select(['c.name as camera', 'r.id as room_id', 'r.name as room', 'a.name as closer'])
    .select(
      sql<boolean>`(not exists (
          select from sessions s where s.id = i.session_id and not ${sessionVisible(reader, 's')})
        and not exists (
          select from session_versions v join sessions s on s.id = v.session_id
          where i.camera_id is not null and tstzrange(v.started_at, v.ended_at) && tstzrange(i.started_at, i.ended_at) and s.room_id = c.room_id
            and not ${sessionVisible(reader, 's')}))`.as('isKnown'),
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof selectIncidents>['execute']>>[number];

function toIncident(row: Row, actor: Actor): Incident {
  const { closed_at: at, closed_by: by, closing_note: note } = row;
  return {
    id: row.id,
    kind: row.kind,
    foundAt: row.found_at.toISOString(),
    returnedAt: row.returned_at?.toISOString() ?? null,
    about: row.isKnown ? { thing: row.thing, key: row.object_key, footage: toFootage(row) } : null,
    // What a person wrote may name what the reader must not know.
    closed:
      at && by
        ? { at: at.toISOString(), by: { id: by, name: row.closer ?? '' }, note: row.isKnown ? (note ?? '') : '' }
        : null,
    mayClose: at === null && row.isKnown && may(actor, 'fixity.close', { kind: 'office' }),
  };
}

function toFootage({ camera_id: id, camera, room_id: roomId, room, started_at: from, ended_at: to }: Row) {
  if (!id || !roomId || !from || !to) return null;
  return {
    camera: { id, name: camera ?? '' },
    room: { id: roomId, name: room ?? '' },
    startedAt: from.toISOString(),
    endedAt: to.toISOString(),
  };
}
