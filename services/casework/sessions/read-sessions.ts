import { sql } from 'kysely';
import type { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { may } from '../../access/may.ts';
import { sessionThing } from '../../access/session-things.ts';
import { notFound } from '../../access/views/refusal.ts';
import { caseVisible, sessionVisible } from '../../access/visible.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import { plainText } from '../../contracts/plain-text.ts';
import type { Clip, SessionDetail, sessionRoutes } from '../../contracts/session.ts';
import { shownGaps } from '../../recording/shown-gaps.ts';
import { decodeCursor, likeText, pageOfRows } from '../cursor.ts';
import { type SessionRow, selectSessions, stateOf, toSession } from './session-rows.ts';

type ListQuery = z.output<typeof sessionRoutes.list.query>;

/** One page of the sessions this person may see, newest first. */
export async function listSessions(db: Db, actor: Actor, query: ListQuery) {
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  let rows = selectSessions(db, actor).where(sessionVisible(actor, 's'));
  if (query.roomId) rows = rows.where('s.room_id', '=', query.roomId);
  if (query.officerId) rows = rows.where('s.officer_id', '=', query.officerId);
  if (query.kind) rows = rows.where('s.kind', '=', query.kind);
  if (query.from) rows = rows.where(sql<boolean>`coalesce(s.ended_at, now()) > ${new Date(query.from)}`);
  if (query.to) rows = rows.where('s.started_at', '<', new Date(query.to));
  if (query.state) rows = rows.where(sql<boolean>`${stateOf} = ${query.state}`);
  if (query.caseId) rows = rows.where(linkedTo(actor, sql`c.id = ${query.caseId}`));
  if (query.withCase !== undefined) rows = rows.where(sql<boolean>`${linkedTo(actor, sql`true`)} = ${query.withCase}`);
  if (query.q) rows = rows.where(matches(actor, query.q));
  if (cursor) rows = rows.where(sql<boolean>`(s.started_at, s.id) < (${cursor.at}, ${cursor.id}::uuid)`);
  const found = await rows
    .orderBy('s.started_at', 'desc')
    .orderBy('s.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const { page, nextCursor } = pageOfRows(found, query.limit, (row: SessionRow) => ({
    at: row.started_at,
    id: row.id,
  }));
  return { items: page.map((row) => toSession(actor, row)), nextCursor };
}

/** Only through cases that the person may know of. */
function linkedTo(actor: Actor, which: ReturnType<typeof sql>) {
  return sql<boolean>`exists (select from session_cases sc join cases c on c.id = sc.case_id
    where sc.session_id = s.id and sc.unlinked_at is null and ${caseVisible(actor, 'c')} and ${which})`;
}

function matches(actor: Actor, text: string) {
  const like = likeText(plainText(text));
  const number = likeText(text.toLowerCase());
  return sql<boolean>`(o.name_plain like ${like} or r.name_plain like ${like} or s.note_plain like ${like} or ${linkedTo(
    actor,
    sql`(lower(c.key) like ${like} or exists (select from case_numbers n where n.case_id = c.id and lower(n.number) like ${number}))`,
  )})`;
}

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
