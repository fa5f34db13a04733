import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { sessionThing } from '../../access/session-things.ts';
import { notFound } from '../../access/views/refusal.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { Clip, SessionDetail } from '../../contracts/session.ts';
import { shownGaps } from '../../recording/shown-gaps.ts';
import { selectSessions, toSession } from './session-rows.ts';

/** A session with its clips and versions. The caller has asked `may`. */
export async function sessionDetail(db: Db, actor: Actor, sessionId: string): Promise<SessionDetail> {
  const row = await selectSessions(db, actor).where('s.id', '=', sessionId).executeTakeFirst();
  const thing = await sessionThing(db, actor.id, sessionId);
  if (!row || !thing) throw notFound();
  const versions = await db
    .selectFrom('session_versions as v')
    .innerJoin('accounts as a', 'a.id', 'v.changed_by')
    .select(['v.version', 'v.started_at', 'v.ended_at', 'v.reason', 'v.changed_at', 'a.name'])
    .where('v.session_id', '=', sessionId)
    .orderBy('v.version')
    .execute();
  const mayReplay = row.state !== 'destroyed' && may(actor, 'session.replay', thing);
  return {
    ...toSession(actor, row),
    clips: await clipsOfSession(db, actor, sessionId, may(actor, 'session.poster', thing)),
    versions: versions.map((version) => ({
      version: version.version,
      startedAt: version.started_at.toISOString(),
      endedAt: version.ended_at?.toISOString() ?? null,
      reason: version.reason,
      by: version.name,
      at: version.changed_at.toISOString(),
    })),
    mayReplay,
    mayChange: may(actor, 'session.change', thing),
  };
}

async function clipsOfSession(db: Db, actor: Actor, sessionId: string, withPoster: boolean): Promise<Clip[]> {
  const rows = await db
    .selectFrom('clips as k')
    .innerJoin('cameras as c', 'c.id', 'k.camera_id')
    .select([
      'k.id',
      'k.camera_id',
      'c.name',
      'c.room_id',
      'k.state',
      'k.sealed_at',
      'k.failure',
      'k.poster_key',
      'k.from_at',
      'k.to_at',
    ])
    .select((eb) =>
      eb
        .selectFrom('manifests as m')
        .select((inner) => inner.fn.max('m.version').as('version'))
        .whereRef('m.clip_id', '=', 'k.id')
        .as('manifest_version'),
    )
    .where('k.session_id', '=', sessionId)
    .orderBy('c.code')
    .execute();
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      camera: { id: row.camera_id, name: row.name },
      state: row.state,
      sealedAt: row.sealed_at?.toISOString() ?? null,
      failure: row.failure,
      manifestVersion: row.manifest_version,
      poster: row.poster_key !== null && withPoster ? `/api/clips/${row.id}/poster` : null,
      gaps: await shownGaps(
        db,
        actor,
        { id: row.camera_id, roomId: row.room_id },
        { from: row.from_at, to: row.to_at ?? new Date(Math.max(Date.now(), row.from_at.getTime() + 1)) },
      ),
    })),
  );
}
