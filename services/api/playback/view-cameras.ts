import { sql } from 'kysely';
import type { Actor } from '../../access/actor.ts';
import type { OpenView } from '../../access/views/require-view.ts';
import { toInterval } from '../../access/views/spans.ts';
import type { Db } from '../../adapters/postgres/connect.ts';
import type { ViewCamera } from '../../contracts/view.ts';
import { footageOf } from '../../recording/coverage.ts';
import { shownGaps } from '../../recording/shown-gaps.ts';
import { allowedBy } from './footage-in-view.ts';
import { allowedSpans } from './stretches.ts';

/** The cameras of the view's room that have footage or gaps in it, by code, with their playlists. */
export async function viewCameras(db: Db, actor: Actor, view: OpenView): Promise<ViewCamera[]> {
  const cameras = await db
    .selectFrom('cameras')
    .select(['id', 'name'])
    .where('room_id', '=', view.roomId)
    .where('created_at', '<', view.to)
    .orderBy('code')
    .execute();
  const items = await Promise.all(cameras.map((camera) => viewCamera(db, actor, view, camera)));
  return items.filter((item) => item.footage.length > 0 || item.gaps.length > 0);
}

async function viewCamera(
  db: Db,
  actor: Actor,
  view: OpenView,
  camera: { id: string; name: string },
): Promise<ViewCamera> {
  const spans = allowedSpans(allowedBy(view)).map((span) => [new Date(span.fromMs), new Date(span.toMs)] as const);
  const footage = (await Promise.all(spans.map(([from, to]) => footageOf(db, camera.id, from, to)))).flat();
  const ofRoom = { id: camera.id, roomId: view.roomId };
  const gaps = await Promise.all(spans.map(([from, to]) => shownGaps(db, actor, ofRoom, { from, to })));
  return {
    camera,
    playlist: `/api/views/${view.id}/cameras/${camera.id}/index.m3u8`,
    ...(await tracks(db, view, camera.id)),
    footage: footage.map(toInterval),
    gaps: gaps.flat(),
  };
}

async function tracks(db: Db, view: OpenView, cameraId: string) {
  const row = await db
    .selectFrom('segments as s')
    .innerJoin('runs as r', 'r.id', 's.run_id')
    .select([
      sql<boolean | null>`bool_or(s.audio_key is not null)`.as('hasAudio'),
      sql<string | null>`(array_agg(r.codec_string order by s.started_at desc))[1]`.as('codec'),
    ])
    .where('s.camera_id', '=', cameraId)
    .where('s.started_at', '>=', sql<Date>`${view.from}::timestamptz - interval '10 minutes'`)
    .where('s.started_at', '<', view.to)
    .where('s.ended_at', '>', view.from)
    .where('s.state', '=', 'stored')
    .executeTakeFirst();
  return { hasAudio: row?.hasAudio ?? false, codec: row?.codec ?? null };
}
